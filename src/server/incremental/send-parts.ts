import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { IncrementalResult } from '../../incremental/part.ts';
import { type Payload, type Writer, writeByIds, writeByPaths } from '../../incremental/writer.ts';
import type { Json } from '../../json/json.ts';
import { printJson } from '../../json/print-json.ts';
import type { Caller } from '../caller.ts';
import { codingFor } from '../coding.ts';
import { encodeParts } from '../encoded-parts.ts';
import { type MaskOptions, maskError, unexpected } from '../mask-error.ts';
import type { OperationRecord } from '../operation-context.ts';
import { endWhenUnread, stopWatching } from '../unread.ts';
import type { Delivery } from './accept.ts';
import { framingOf } from './framing.ts';

/** No cache keeps what comes in parts, and no proxy (nginx) gathers it. */
const STREAM_LINES = ['cache-control', 'no-store', 'x-accel-buffering', 'no'] as const;

export interface SendPartsOptions {
  readonly mask: MaskOptions;
  /** Whether answers are compressed for those who can read it. */
  readonly compresses: boolean;
}

/**
 * Sends an answer in parts, each the moment it is there and the client has read the one before; parts that become ready
 * meanwhile go together. Resolves when all is sent or the client has left. Never rejects.
 */
export async function sendParts(
  caller: Caller,
  result: IncrementalResult,
  delivery: Delivery,
  record: OperationRecord,
  { mask, compresses }: SendPartsOptions,
): Promise<void> {
  const framing = framingOf(delivery);
  const codes = new Set<string>();
  const writer = writerOf(delivery, (error) => {
    const formatted = maskError(error, mask);
    codes.add(String(formatted.extensions?.code ?? 'UNKNOWN'));
    return formatted;
  });
  const coding = compresses ? codingFor(caller.request.headers['accept-encoding']) : undefined;
  const encoded = coding && encodeParts(coding);
  const lines = ['content-type', framing.contentType, ...STREAM_LINES];
  if (coding !== undefined) lines.push('content-encoding', coding);
  const response = caller.begin(200, lines, NOTHING, true);
  const send = async (text: string): Promise<void> =>
    write(response, encoded ? await encoded.write(text) : text, caller.unreadMs);
  try {
    await send(framing.start + framing.part(print(writer.first(result.initial)), true));
    for await (const part of result.later) {
      const payload = writer.later(part);
      if (payload !== undefined) await send(framing.part(print(payload), part.hasNext));
    }
  } catch (bug) {
    unexpected(bug, mask);
    await send(framing.part('{"hasNext":false}', false));
  }
  record.errorCodes = [...codes];
  record.isPartial = codes.size > 0;
  await send(framing.end);
  response.end(encoded && (await encoded.end()));
  endWhenUnread(response, caller.unreadMs);
}

function writerOf({ format }: Delivery, formatError: (error: GraphQLError) => GraphQLFormattedError): Writer {
  return format === 'deferSpec=20220824' ? writeByPaths(formatError) : writeByIds(formatError);
}

function print(payload: Payload): string {
  return printJson(payload as unknown as Json);
}

/** Writes, and waits while the client reads more slowly than we write, unless it does not read at all. */
async function write(response: ServerResponse, bytes: string | Buffer, unreadMs: number): Promise<void> {
  if (response.destroyed || bytes.length === 0 || response.write(bytes)) return;
  const left = new AbortController();
  const leave = (): void => left.abort();
  response.once('close', leave);
  endWhenUnread(response, unreadMs);
  try {
    await once(response, 'drain', { signal: left.signal });
  } catch {
    // Closed: there is nobody to wait for.
  } finally {
    response.off('close', leave);
    stopWatching(response);
  }
}

function NOTHING(): void {}
