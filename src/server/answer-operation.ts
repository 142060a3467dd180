import type { Logger } from '../gateway.ts';
import type { Metrics } from '../insight/metrics.ts';
import type { OperationOutcome } from '../insight/metrics-operations.ts';
import { printServerTiming } from '../insight/server-timing.ts';
import { type Outcome, success } from '../json/outcome.ts';
import type { Settings } from '../settings/settings.ts';
import type { Clock } from '../time/clock.ts';
import { type Answer, type Asked, type OperationServer, searchOf, type WholeAnswer } from './asked.ts';
import { cacheControlOf } from './cache-headers.ts';
import type { Caller } from './caller.ts';
import { failCaller } from './fail-caller.ts';
import type { Generations } from './generation.ts';
import { goWholeWay } from './go-whole-way.ts';
import { acceptedBy, type Delivery } from './incremental/accept.ts';
import { frameWhole, framingOf } from './incremental/framing.ts';
import { sendParts } from './incremental/send-parts.ts';
import type { StreamAnswerer } from './live/answer-stream.ts';
import { emptyRecord, type OperationRecord, type RequestMembers } from './operation-context.ts';
import type { PostBody } from './post-body.ts';
import { Printed } from './print-result.ts';
import { type MemberFault, readRequestMembers } from './request-members.ts';
import { sendOperation } from './send-operation.ts';
import { takeShortcut } from './take-shortcut.ts';

export interface AnswerOptions {
  readonly generations: Pick<Generations, 'enter'>;
  /** Absent: nobody is answered by a stream. */
  readonly streams?: StreamAnswerer | undefined;
  readonly page: string | undefined;
  /** Absent: nobody counts. */
  readonly metrics?: Pick<Metrics, 'ended'> | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Answers a caller who has been let in; `posted` is what a POST of JSON brought. */
export function answerOperation(caller: Caller, posted: PostBody | undefined, options: AnswerOptions): void {
  const { page, logger, generations } = options;
  if (page !== undefined && isVisit(caller)) {
    caller.send({ status: 303, body: '', lines: ['location', page] });
    return;
  }
  const server = generations.enter();
  const passed = server.gate === undefined ? success(posted) : server.gate.letIn(caller, posted);
  if (!passed.ok) {
    server.leave();
    caller.refuse(passed.failure);
    return;
  }
  const body = passed.value;
  const members = membersOf(caller, body, server);
  if (!members.ok) {
    server.leave();
    caller.refuseWith(400, members.failure.message);
    return;
  }
  try {
    if (options.streams?.answer(caller, body, members.value) === true) {
      server.leave(); // a stream outlives generations
      return;
    }
  } catch (bug) {
    server.leave();
    failCaller(caller, bug, logger);
    return;
  }
  const accepted = acceptedBy(caller.request.headers.accept);
  const asked: Asked = { caller, server, members: members.value, record: emptyRecord(), accepted };
  const answered = takeShortcut(asked, body, logger) ?? goWholeWay(asked, body);
  answered.then(
    (answer) => {
      try {
        conclude(asked, answer, options);
      } catch (bug) {
        failCaller(caller, bug, logger);
      }
    },
    (error: unknown) => {
      server.leave();
      failCaller(caller, error, logger);
    },
  );
}

/** Sends an answer and writes the line of its operation. */
function conclude(asked: Asked, answer: Answer, options: AnswerOptions): void {
  const { caller, server, record, accepted } = asked;
  if ('parts' in answer) {
    const mask = { mode: server.settings.mode, logger: options.logger, requestId: caller.id };
    void sendParts(caller, answer.parts, answer.delivery, record, {
      mask,
      compresses: server.settings.http.compression,
    })
      .then(() => note(asked, 200, options))
      .catch((bug: unknown) => failCaller(caller, bug, options.logger))
      .finally(() => server.leave());
    return;
  }
  try {
    sendWhole(asked, !accepted.whole && accepted.parts ? framed(answer, accepted.parts) : answer, options);
  } finally {
    server.leave();
  }
}

/** A whole answer as the only part; an event stream has no other way to say what is wrong. */
function framed(answer: WholeAnswer, delivery: Delivery): WholeAnswer {
  if (answer.status !== 200 && delivery.framing === 'multipart') return answer;
  const printed = new Printed(frameWhole(delivery, answer.printed.text));
  return { ...answer, status: 200, contentType: framingOf(delivery).contentType, printed };
}

/** The line of an operation, and its part in what is counted. */
function note({ caller, record }: Asked, status: number, { logger, clock, metrics }: AnswerOptions): void {
  const { operationName, operationType, errorCodes, calls, upstreamMs } = record;
  const elapsedMs = clock.now() - caller.arrivedMs;
  const durationMs = rounded(elapsedMs);
  const factor = calls > 0 && elapsedMs > 0 ? rounded(upstreamMs / elapsedMs) : undefined;
  const told = { requestId: caller.id, operationName, operationType, status, durationMs, calls, factor, errorCodes };
  logger.info(told, 'operation');
  metrics?.ended({
    name: operationName,
    type: operationType,
    outcome: outcomeOf(record, status),
    durationMs: elapsedMs,
    errorCodes,
    calls,
    upstreamMs,
  });
}

/** To a tenth, as people read it. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function outcomeOf({ isRun, isPartial, errorCodes }: OperationRecord, status: number): OperationOutcome {
  if (!isRun || (status >= 400 && status < 500)) return 'refused';
  if (errorCodes.length === 0) return 'ok';
  return isPartial ? 'partial' : 'failed';
}

function sendWhole(asked: Asked, answer: WholeAnswer, options: AnswerOptions): void {
  const { caller, server, record } = asked;
  const { http, serverTiming } = server.settings;
  const status = statusOf(answer, record, http);
  note(asked, status, options);
  const isHealthy = record.errorCodes.length === 0 && !record.isStale && answer.status < 300;
  const { freshness, timings } = record;
  const told = record.isRun ? cacheControlOf(freshness, options.clock.epochNow()) : undefined;
  const cacheControl = isHealthy ? (answer.cacheControl ?? told) : 'no-store';
  const lines =
    timings === undefined || serverTiming === 'off'
      ? answer.lines
      : [...answer.lines, 'server-timing', printServerTiming(timings, serverTiming)];
  const sent = { ...answer, lines, status, cacheControl, freshness, isHealthy };
  sendOperation(caller, sent, http.compression, options.logger);
}

/** GraphQL's media type may say "partial success" by status; plain JSON keeps what everybody knows. */
function statusOf({ status, contentType }: WholeAnswer, record: OperationRecord, http: Settings['http']): number {
  const isOwnType = record.isPartial && contentType?.startsWith('application/graphql-response+json') === true;
  return status === 200 && isOwnType ? http.partialStatus : status;
}

const NO_MEMBERS = { ok: true, value: {} } as const;

function membersOf(
  caller: Caller,
  body: PostBody | undefined,
  { settings: { deadlineRequestHeader } }: OperationServer,
): Outcome<RequestMembers, MemberFault> {
  const { method = 'GET', url, headers } = caller.request;
  if (body?.isBare === true && headers[deadlineRequestHeader] === undefined) return NO_MEMBERS;
  const search = searchOf(url);
  return readRequestMembers({ method, body: body?.json, search, headers: caller.headers, deadlineRequestHeader });
}

/** Somebody pasted the endpoint into the address bar. */
function isVisit({ request: { method, url, headers } }: Caller): boolean {
  return method === 'GET' && searchOf(url) === '' && headers.accept?.includes('text/html') === true;
}
