import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../gateway.ts';
import type { Metrics } from '../insight/metrics.ts';
import type { Clock } from '../time/clock.ts';
import type { Admission } from './admission.ts';
import { answerOperation } from './answer-operation.ts';
import { Caller } from './caller.ts';
import { contentKindOf } from './content-kind.ts';
import type { Cors } from './cors.ts';
import { failCaller } from './fail-caller.ts';
import type { Generations } from './generation.ts';
import { hasProperHost } from './host-header.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { StreamAnswerer } from './live/answer-stream.ts';
import { readPostBody } from './post-body.ts';
import type { Quota } from './quota.ts';
import { readBody } from './read-body.ts';
import { REFUSALS } from './refuse.ts';

export interface GraphQLRouteOptions {
  readonly generations: Pick<Generations, 'enter'>;
  /** Absent: nobody is answered by a stream. */
  readonly streams?: StreamAnswerer;
  readonly lifecycle: Lifecycle;
  readonly maxBodyBytes: number;
  readonly cors: Cors | undefined;
  readonly quota: Quota | undefined;
  readonly admission: Admission | undefined;
  /** The page for people who open the endpoint in a browser. */
  readonly page: string | undefined;
  /** Absent: nobody counts. */
  readonly metrics?: Pick<Metrics, 'ended'> | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  /** How long a client may take nothing of its answer. */
  readonly unreadMs: number;
}

/** Answers a request to the endpoint, whatever it is. Never throws. */
export type Receive = (request: IncomingMessage, response: ServerResponse) => void;

/** Apollo Server refuses all but `GET` and `POST` itself, with `Allow`; what is not listed there is nothing here. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Long enough for a queue to drain, short enough that nobody notices much. */
const RETRY_AFTER_SECONDS = '1';

/**
 * The endpoint on Node's own requests and responses: from the first byte to the operation. Who may not ask is told so before
 * the body is read.
 */
export function createGraphQLRoute(options: GraphQLRouteOptions): Receive {
  const { lifecycle, clock, logger, unreadMs } = options;
  return (request, response) => {
    const caller = new Caller(request, response, lifecycle, { arrivedMs: clock.now(), unreadMs });
    try {
      if (!isLetIn(caller, options)) return;
      if (request.method === 'POST') receivePost(caller, options);
      else answerOperation(caller, undefined, options);
    } catch (error) {
      failCaller(caller, error, logger);
    }
  };
}

/** Whether the operation may be looked at; otherwise the answer is on its way. */
function isLetIn(caller: Caller, { cors, quota, admission }: GraphQLRouteOptions): boolean {
  const { request } = caller;
  if (!hasProperHost(request.rawHeaders, request.httpVersion)) {
    caller.refuseWith(400, REFUSALS.host);
    return false;
  }
  if (cors !== undefined) {
    caller.lines.push(...cors.linesFor(request.headers));
    if (cors.varies) caller.vary = 'Origin';
    if (request.method === 'OPTIONS') {
      const lines = cors.preflightLinesFor(request.headers);
      caller.send({ status: 204, body: '', lines, vary: 'Access-Control-Request-Headers' });
      return false;
    }
  }
  if (quota !== undefined) {
    const { isExceeded, resetSeconds, lines } = quota.take(request);
    caller.lines.push(...lines);
    if (isExceeded) {
      caller.refuseWith(429, REFUSALS.quota, ['retry-after', String(resetSeconds)]);
      return false;
    }
  }
  if (admission !== undefined) {
    caller.admitted = admission.enter();
    if (caller.admitted === undefined) {
      caller.refuseWith(503, REFUSALS.capacity, ['retry-after', RETRY_AFTER_SECONDS]);
      return false;
    }
  }
  return true;
}

function receivePost(caller: Caller, options: GraphQLRouteOptions): void {
  const { headers } = caller.request;
  const contentType = headers['content-type'];
  const kind = contentType === undefined ? undefined : contentKindOf(contentType).kind;
  if (kind === 'none of ours' || (kind === undefined && hasBody(caller.request))) {
    caller.refuseWith(415, REFUSALS.mediaType);
    return;
  }
  // Without a body of JSON there is nothing to run: Apollo Server says so, and a page's form is refused first.
  if (kind !== 'json') {
    answerOperation(caller, undefined, options);
    return;
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') {
    caller.refuseWith(415, REFUSALS.coding, ['accept-encoding', 'identity']);
    return;
  }
  readBody(caller.request, options.maxBodyBytes, (text) => {
    try {
      if (text === undefined) {
        // More is to come, which nobody will read.
        caller.refuseWith(413, REFUSALS.tooLarge, ['connection', 'close']);
        return;
      }
      const body = readPostBody(text);
      if (body.ok) answerOperation(caller, body.value, options);
      else caller.refuseWith(400, `The body ${text === '' ? 'is empty' : body.failure.message}.`);
    } catch (error) {
      failCaller(caller, error, options.logger);
    }
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = headers;
  return coding !== undefined || length !== '0';
}
