import { GraphQLError, type GraphQLFormattedError, getOperationAST } from 'graphql';
import { chooseDocument } from '../../documents/choose-document.ts';
import type { Gateway, GatewayOperation, LiveResult, Logger } from '../../gateway.ts';
import { failed, type Outcome, success } from '../../json/outcome.ts';
import { inTurns } from '../../live/in-turns.ts';
import type { Viewer, Watch } from '../../live/topic.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Clock } from '../../time/clock.ts';
import { exactVariables } from '../exact-variables.ts';
import { createDocuments, type Documents, noOperation } from './documents.ts';
import { createLiveFrames, type LiveFrames, refusedErrors } from './live-frames.ts';

/** A subscription as a client has written it; it outlives the gateway that first served it. */
export interface StreamRequest extends Pick<GatewayOperation, 'headers' | 'deadlineMs' | 'onError' | 'trace'> {
  readonly text: string;
  readonly operationName: string | undefined;
  /** With all digits. */
  readonly variables: GatewayOperation['variables'];
}

/** The client's end of a stream, whatever the protocol. */
export interface StreamViewer extends Viewer<LiveResult> {
  /** The operation cannot go on: it does not fit the schema any more. */
  refuse(errors: readonly GraphQLFormattedError[]): void;
  /** Says that the stream is still there, or finds out that the client is not. */
  beat(): void;
}

export interface Stream {
  /** The client has left. */
  leave(): void;
}

export type StreamRefusal =
  /** Nothing is wrong with the operation: there is no room, or the server is about to end. */
  | { readonly kind: 'no room'; readonly message: string }
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLFormattedError[] };

/** All streams of a server, over all protocols. */
export interface LiveStreams {
  open(request: StreamRequest, viewer: StreamViewer): Outcome<Stream, StreamRefusal>;
  /** Prints what the viewers are shown. */
  readonly frames: LiveFrames;
  /** The operations of the present gateway, and its settings. */
  readonly documents: Documents;
  readonly settings: Settings;
  readonly count: number;
  /** Serves all streams from another gateway. Viewers do not notice, unless their operation does not fit it any more. */
  move(gateway: Gateway): void;
  /** Ends all streams so that clients come back, and takes no new ones. */
  drain(): void;
}

export function createLiveStreams(first: Gateway, { logger, clock }: { logger: Logger; clock: Clock }): LiveStreams {
  let present = standing(first, logger);
  let isDraining = false;
  const streams = new Set<OpenStream>();
  let heartbeat: Disposable | undefined;
  let beating: Disposable | undefined;

  return {
    open(request, viewer) {
      const { maxStreams } = present.gateway.settings.live;
      if (isDraining) return failed({ kind: 'no room', message: 'The server is about to end.' });
      if (streams.size >= maxStreams)
        return failed({ kind: 'no room', message: 'There is no room for another stream.' });
      const stream = new OpenStream(request, viewer, (left) => streams.delete(left));
      streams.add(stream);
      const watching = stream.watch(present);
      if (!watching.ok) {
        streams.delete(stream);
        return failed(refusalOf(watching.failure));
      }
      beatLater();
      return success(stream);
    },
    get frames() {
      return present.frames;
    },
    get documents() {
      return present.documents;
    },
    get settings() {
      return present.gateway.settings;
    },
    get count() {
      return streams.size;
    },
    move(gateway) {
      present = standing(gateway, logger);
      for (const stream of streams) stream.move(present);
    },
    drain() {
      isDraining = true;
      heartbeat?.[Symbol.dispose]();
      beating?.[Symbol.dispose]();
      for (const stream of [...streams]) stream.interrupt();
    },
  };

  /** One timer for all streams, as long as there are any. */
  function beatLater(): void {
    heartbeat ??= clock.after(present.gateway.settings.live.heartbeatMs, () => {
      heartbeat = undefined;
      beating = inTurns(streams.values(), ({ viewer }) => viewer.beat(), clock);
      if (streams.size > 0 && !isDraining) beatLater();
    });
  }
}

/** A gateway, and what is made for it. */
interface Standing {
  readonly gateway: Gateway;
  readonly documents: Documents;
  readonly frames: LiveFrames;
}

function standing(gateway: Gateway, logger: Logger): Standing {
  const documents = createDocuments(gateway.schema, gateway.settings);
  return { gateway, documents, frames: createLiveFrames(gateway, logger) };
}

/** One stream; to whoever polls it is the viewer itself, so that a stream costs no more than this. */
class OpenStream implements Stream, Viewer<LiveResult> {
  readonly viewer: StreamViewer;
  readonly #request: StreamRequest;
  readonly #left: (stream: OpenStream) => void;
  #watch: Watch | undefined;
  #isOver = false;

  constructor(request: StreamRequest, viewer: StreamViewer, left: (stream: OpenStream) => void) {
    this.#request = request;
    this.viewer = viewer;
    this.#left = left;
  }

  watch(standing: Standing, seen?: string): Outcome<undefined, readonly GraphQLError[]> {
    const operation = operationOf(this.#request, standing);
    if (!operation.ok) return operation;
    const { live } = standing.gateway;
    if (live === undefined) return failed([new GraphQLError('There is nothing to subscribe to.')]);
    const watching = live.watch(operation.value, this, seen);
    if (!watching.ok) return watching;
    this.#watch = watching.value;
    return success(undefined);
  }

  show(frame: LiveResult): void {
    this.viewer.show(frame);
  }

  end(why: 'finished' | 'closed'): void {
    this.#end(() => this.viewer.end(why));
  }

  move(standing: Standing): void {
    const old = this.#watch;
    old?.leave();
    const moved = this.watch(standing, old?.seen);
    if (!moved.ok) this.#end(() => this.viewer.refuse(refusedErrors(moved.failure)));
  }

  interrupt(): void {
    this.#watch?.leave();
    this.end('closed');
  }

  leave(): void {
    this.#watch?.leave();
    this.#end(() => {});
  }

  /** Once, whoever is first. */
  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#left(this);
    tell();
  }
}

function operationOf(
  { text, ...request }: StreamRequest,
  { gateway, documents }: Standing,
): Outcome<GatewayOperation, readonly GraphQLError[]> {
  // A manifest may have changed while the stream was open.
  const members = { query: text, documentId: undefined, extensions: undefined };
  const choice = gateway.documents && chooseDocument(gateway.documents, members);
  if (choice?.kind === 'refused') {
    const { code, message } = choice.refusal;
    return failed([new GraphQLError(message, { extensions: { code } })]);
  }
  const document = documents.read(text);
  if (!document.ok) return document;
  const operation = getOperationAST(document.value, request.operationName);
  if (!operation) return noOperation();
  const variables = exactVariables(gateway.schema, operation, request.variables);
  return success({ ...request, document: document.value, variables, signal: NEVER });
}

/** A stream is left by leaving it. */
const NEVER = new AbortController().signal;

function refusalOf(errors: readonly GraphQLError[]): StreamRefusal {
  const full = errors.find(({ extensions }) => extensions.code === 'TOO_MANY_SUBSCRIPTIONS');
  return full === undefined
    ? { kind: 'refused', errors: refusedErrors(errors) }
    : { kind: 'no room', message: full.message };
}
