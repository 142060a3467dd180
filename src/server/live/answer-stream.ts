import { OperationTypeNode } from 'graphql';
import type { Logger } from '../../gateway.ts';
import { isObject, type Json, type JsonObject, ownMember } from '../../json/json.ts';
import type { Clock } from '../../time/clock.ts';
import type { Caller } from '../caller.ts';
import type { RequestMembers } from '../operation-context.ts';
import type { PostBody } from '../post-body.ts';
import { mayTrace } from '../trace-request.ts';
import { HttpStream } from './http-stream.ts';
import type { LiveStreams, Stream } from './live-streams.ts';
import { framingFor, isPreflighted } from './stream-request.ts';

export interface StreamAnswererOptions {
  readonly streams: LiveStreams;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Streams for callers at the endpoint who ask for one. */
export interface StreamAnswerer {
  /** Answers a subscription by a stream if the client takes one; false: the request is for others to answer. */
  answer(caller: Caller, body: PostBody | undefined, members: RequestMembers): boolean;
}

/** Long enough that a full server is not asked again at once, by all at once. */
const RETRY_AFTER_SECONDS = '5';

export function createStreamAnswerer(options: StreamAnswererOptions): StreamAnswerer {
  const { streams, logger, clock } = options;
  return {
    answer(caller, body, members) {
      const { method, headers } = caller.request;
      const framing = framingFor(headers.accept);
      if (framing === undefined) return false;
      const asked = readAsked(caller, body, members);
      if (asked === undefined) return false;
      const operation = streams.documents.find(asked.text, asked.operationName);
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return false;
      if (method === 'GET' && !isPreflighted(headers)) {
        caller.refuseWith(400, NOT_PREFLIGHTED);
        return true;
      }
      const left = (): void => {
        opened?.leave();
        const durationMs = Math.round(clock.now() - caller.arrivedMs);
        const operationName = operation.name?.value;
        logger.info({ requestId: caller.id, operationName, operationType: 'subscription', durationMs }, 'stream');
      };
      const begin = () => caller.begin(200, ['content-type', framing.contentType, ...STREAM_LINES], left);
      const viewer = new HttpStream({ framing, frames: streams.frames, begin });
      let opened: Stream | undefined;
      const { deadlineMs, onError } = members;
      const trace = mayTrace(caller.headers, streams.settings);
      const stream = streams.open({ ...asked, headers: caller.headers, deadlineMs, onError, trace }, viewer);
      if (stream.ok) {
        opened = stream.value;
        viewer.start();
      } else if (stream.failure.kind === 'no room') {
        caller.refuseWith(503, stream.failure.message, ['retry-after', RETRY_AFTER_SECONDS]);
      } else viewer.refuse(stream.failure.errors);
      return true;
    },
  };
}

const NOT_PREFLIGHTED =
  'A subscription by GET needs a header that no foreign page can send unasked, such as `apollo-require-preflight: true`; `EventSource` cannot send one, `fetch` can.';

/** No cache keeps a stream, and no proxy (nginx) gathers it. */
const STREAM_LINES = ['cache-control', 'no-store', 'x-accel-buffering', 'no'] as const;

interface Asked {
  readonly text: string;
  readonly operationName: string | undefined;
  readonly variables: JsonObject | undefined;
}

/** Undefined where something has an unusual shape, which Apollo Server has words for. */
function readAsked({ request }: Caller, body: PostBody | undefined, members: RequestMembers): Asked | undefined {
  if (request.method === 'GET') {
    const { url = '' } = request;
    const params = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
    const text = params.get('query');
    if (text === null) return undefined;
    const variables = members.variables as JsonObject | undefined;
    return { text, operationName: params.get('operationName') ?? undefined, variables };
  }
  if (request.method !== 'POST' || body === undefined || !isObject(body.json)) return undefined;
  const text = ownMember(body.json, 'query');
  const operationName = ownMember(body.json, 'operationName') ?? undefined;
  const variables: Json | undefined = ownMember(body.json, 'variables') ?? undefined;
  if (typeof text !== 'string' || (operationName !== undefined && typeof operationName !== 'string')) return undefined;
  return variables === undefined || isObject(variables) ? { text, operationName, variables } : undefined;
}
