import { OperationTypeNode } from 'graphql';
import type { Logger } from '../../gateway.ts';
import { isObject, type Json, ownMember } from '../../json/json.ts';
import type { Clock } from '../../time/clock.ts';
import type { Caller } from '../caller.ts';
import type { RequestMembers } from '../operation-context.ts';
import type { PostBody } from '../post-body.ts';
import { mayTrace } from '../trace-request.ts';
import { HttpStream } from './http-stream.ts';
import type { LiveStreams, Stream, StreamRequest } from './live-streams.ts';
import type { StreamFraming } from './stream-framing.ts';
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

export function createStreamAnswerer({ streams, logger, clock }: StreamAnswererOptions): StreamAnswerer {
  return {
    answer(caller, body, members) {
      const { method, headers } = caller.request;
      const framing = framingFor(headers.accept);
      const asked = framing && readAsked(caller, body, members);
      if (framing === undefined || asked === undefined) return false;
      const operation = streams.documents.find(asked.text, asked.operationName);
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return false;
      if (method === 'GET' && !isPreflighted(headers)) caller.refuseWith(400, NOT_PREFLIGHTED);
      else open(caller, framing, asked, operation.name?.value);
      return true;
    },
  };

  function open(caller: Caller, framing: StreamFraming, request: StreamRequest, operationName: string | undefined) {
    let opened: Stream | undefined;
    let isGone = false;
    const left = (): void => {
      isGone = true;
      opened?.leave();
      const durationMs = Math.round(clock.now() - caller.arrivedMs);
      logger.info({ requestId: caller.id, operationName, operationType: 'subscription', durationMs }, 'stream');
    };
    const begin = () => caller.begin(200, ['content-type', framing.contentType, ...STREAM_LINES], left);
    const viewer = new HttpStream({ framing, frames: streams.frames, begin });
    const stream = streams.open(request, viewer);
    if (stream.ok) {
      opened = stream.value;
      viewer.start();
      if (isGone) opened.leave(); // before there was anything to leave
    } else if (stream.failure.kind === 'no room') {
      caller.refuseWith(503, stream.failure.message, ['retry-after', RETRY_AFTER_SECONDS]);
    } else viewer.refuse(stream.failure.errors);
  }

  /** Undefined where something has an unusual shape, which Apollo Server has words for. */
  function readAsked(caller: Caller, body: PostBody | undefined, members: RequestMembers): StreamRequest | undefined {
    const { method } = caller.request;
    const written =
      method === 'GET' ? readSearch(caller, members) : method === 'POST' ? readJson(body?.json) : undefined;
    if (written === undefined) return undefined;
    const { deadlineMs, onError } = members;
    const trace = mayTrace(caller.headers, streams.settings);
    return { ...written, headers: caller.headers, deadlineMs, onError, trace };
  }
}

const NOT_PREFLIGHTED =
  'A subscription by GET needs a header that no foreign page can send unasked, such as `apollo-require-preflight: true`; `EventSource` cannot send one, `fetch` can.';

/** No cache keeps a stream, and no proxy (nginx) gathers it. */
const STREAM_LINES = ['cache-control', 'no-store', 'x-accel-buffering', 'no'] as const;

type Written = Pick<StreamRequest, 'text' | 'operationName' | 'variables'>;

function readSearch({ request: { url = '' } }: Caller, { variables }: RequestMembers): Written | undefined {
  const params = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const text = params.get('query');
  return text === null ? undefined : { text, operationName: params.get('operationName') ?? undefined, variables };
}

function readJson(json: Json | undefined): Written | undefined {
  if (!isObject(json)) return undefined;
  const text = ownMember(json, 'query');
  const operationName = ownMember(json, 'operationName') ?? undefined;
  const variables: Json | undefined = ownMember(json, 'variables') ?? undefined;
  if (typeof text !== 'string' || (operationName !== undefined && typeof operationName !== 'string')) return undefined;
  return variables === undefined || isObject(variables) ? { text, operationName, variables } : undefined;
}
