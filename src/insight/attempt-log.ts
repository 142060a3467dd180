import { FAILURE_CODES } from '../execution/field-error.ts';
import type { CallObserver, CallStart, GatewayObserver } from '../execution/observer.ts';
import type { CallEvent } from '../upstream/upstream.ts';

/** Writes a line. Its fields never hold secrets: neither URL nor headers, nor what was sent. */
export type WriteAttempt = (fields: object) => void;

/** Writes a line for every attempt at a call when it has ended, for people who look for something. */
export function createAttemptLog(write: WriteAttempt): GatewayObserver {
  return {
    operation({ written, requestId }) {
      const operationName = written?.operation.name?.value;
      return { detail: 'calls', call: (start) => attemptsOf(start, { requestId, operationName }, write) };
    },
  };
}

interface OpenAttempt {
  readonly attempt: number;
  readonly atMs: number;
  status?: number;
}

function attemptsOf({ id, source, step, method }: CallStart, operation: object, write: WriteAttempt): CallObserver {
  const told = { ...operation, call: id, source: source.name, connector: step?.connector.coordinate, method };
  /** Oldest first; several only where one runs beside a late one. */
  const open: OpenAttempt[] = [];
  const end = (atMs: number, code?: string): void => {
    const ended = open.shift();
    if (ended === undefined) return;
    const durationMs = Math.round((atMs - ended.atMs) * 10) / 10;
    write({ ...told, attempt: ended.attempt, status: ended.status, code, durationMs });
  };
  return {
    event(event: CallEvent) {
      if (event.kind === 'attempt') open.push({ attempt: event.number, atMs: event.atMs });
      else if (event.kind === 'first byte' && open[0] !== undefined) open[0].status = event.status;
      else if (event.kind === 'ended') end(event.atMs);
      else if (event.kind === 'failed') end(event.atMs, FAILURE_CODES[event.failure.kind]);
    },
  };
}
