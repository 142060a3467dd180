import type { IncomingMessage } from 'node:http';
import { type GraphQLFormattedError, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { DocumentRefusal } from '../../documents/choose-document.ts';
import type { ClientHeaders } from '../../execution/client-headers.ts';
import type { Logger } from '../../gateway.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { type Outcome, success } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import type { Admission } from '../admission.ts';
import type { Generations } from '../generation.ts';
import type { RequestMembers } from '../operation-context.ts';
import type { Quota } from '../quota.ts';
import { REFUSALS } from '../refuse.ts';
import { requestIdOf } from '../request-id.ts';
import { readRequestMembers } from '../request-members.ts';
import { mayTrace } from '../trace-request.ts';
import type { LiveStreams } from './live-streams.ts';
import { runOnce } from './run-once.ts';
import { WebSocketStream } from './websocket-stream.ts';

export interface OperationsOptions {
  readonly streams: LiveStreams;
  readonly generations: Pick<Generations, 'enter'>;
  readonly quota: Quota | undefined;
  readonly admission: Admission | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  /** The request that became this connection. */
  readonly request: IncomingMessage;
}

/** The operations of one WebSocket. Each is let in like a request of its own. */
export class WebSocketOperations {
  readonly #socket: WebSocket;
  readonly #headers: ClientHeaders;
  readonly #options: OperationsOptions;
  readonly #requestId: string;
  /** What is under way, and how it is left. */
  readonly #running = new Map<string, { leave(): void }>();
  /** Queries and mutations among them. */
  #answering = 0;
  #whenAnswered: (() => void) | undefined;

  constructor(socket: WebSocket, headers: ClientHeaders, options: OperationsOptions) {
    this.#socket = socket;
    this.#headers = headers;
    this.#options = options;
    this.#requestId = requestIdOf(options.request);
  }

  has(id: string): boolean {
    return this.#running.has(id);
  }

  leave(id: string): void {
    this.#running.get(id)?.leave();
  }

  leaveAll(): void {
    for (const operation of [...this.#running.values()]) operation.leave();
  }

  /** Starts nothing any more, and tells when what was asked has been answered; streams have no answer. */
  finish(whenAnswered: () => void): void {
    this.#whenAnswered = whenAnswered;
    if (this.#answering === 0) whenAnswered();
  }

  start(id: string, payload: SubscribePayload): void {
    if (this.#whenAnswered !== undefined) return; // the client asks again where it connects next
    const { quota, request, streams } = this.#options;
    const { live, deadlineRequestHeader } = streams.settings;
    if (this.#running.size >= live.maxStreamsPerConnection) {
      this.#refuse(id, 'SERVICE_UNAVAILABLE', 'This connection has no room for another operation.');
      return;
    }
    if (quota?.take(request).isExceeded === true) {
      this.#refuse(id, 'TOO_MANY_REQUESTS', REFUSALS.quota);
      return;
    }
    const asked = { method: 'POST', body: payload, search: '', headers: this.#headers, deadlineRequestHeader };
    const members = readRequestMembers(asked);
    if (!members.ok) {
      this.#refuse(id, 'BAD_REQUEST', members.failure.message);
      return;
    }
    const allowed = this.#allowed(payload);
    if (!allowed.ok) {
      this.#refuse(id, allowed.failure.code, allowed.failure.message);
      return;
    }
    const meant = allowed.value;
    const operation = streams.documents.find(meant.query, meant.operationName ?? undefined);
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) this.#watch(id, meant, members.value, operation);
    else this.#runOnce(id, meant, members.value);
  }

  /** The operation by its text, where trusted documents allow it; a trusted text is not registered as a persisted query. */
  #allowed(payload: SubscribePayload): Outcome<SubscribePayload, DocumentRefusal> {
    const server = this.#options.generations.enter();
    server.leave();
    if (server.gate === undefined) return success(payload);
    const text = server.gate.textFor(payload as unknown as Json, { id: this.#requestId, headers: this.#headers });
    if (!text.ok || text.value === undefined) return text.ok ? success(payload) : text;
    const { extensions: _read, ...rest } = payload;
    return success({ ...rest, query: text.value });
  }

  #watch(
    id: string,
    payload: SubscribePayload,
    { deadlineMs, onError }: RequestMembers,
    { name }: OperationDefinitionNode,
  ): void {
    const { streams, clock, logger } = this.#options;
    const startedMs = clock.now();
    const viewer = new WebSocketStream(this.#socket, id, streams.frames, () => {
      this.#running.delete(id);
      const durationMs = Math.round(clock.now() - startedMs);
      const told = { operationName: name?.value, operationType: 'subscription', durationMs };
      logger.info({ requestId: this.#requestId, ...told }, 'stream');
    });
    const place = { leave: () => {} };
    this.#running.set(id, place);
    const request = {
      text: payload.query,
      operationName: payload.operationName ?? undefined,
      variables: (payload.variables ?? undefined) as JsonObject | undefined,
      ...{ headers: this.#headers, deadlineMs, onError },
      trace: mayTrace(this.#headers, streams.settings),
    };
    const stream = streams.open(request, viewer);
    if (stream.ok) {
      place.leave = () => {
        stream.value.leave();
        viewer.left();
      };
    } else {
      const { failure } = stream;
      viewer.refuse(failure.kind === 'refused' ? failure.errors : [refusal('SERVICE_UNAVAILABLE', failure.message)]);
    }
  }

  /** Queries and mutations may come this way, too: one result, and that was all. */
  #runOnce(id: string, payload: SubscribePayload, members: RequestMembers): void {
    const { admission, streams } = this.#options;
    const giveRoom = admission?.enter();
    if (admission !== undefined && giveRoom === undefined) {
      this.#refuse(id, 'SERVICE_UNAVAILABLE', REFUSALS.capacity);
      return;
    }
    const controller = new AbortController();
    this.#running.set(id, {
      leave: () => {
        this.#running.delete(id);
        controller.abort(new Error('The client has left.'));
      },
    });
    this.#answering += 1;
    const asked = { payload, members, headers: this.#headers, requestId: this.#requestId, signal: controller.signal };
    void runOnce(asked, { ...this.#options, settings: streams.settings }).then((result) => {
      giveRoom?.();
      this.#answering -= 1;
      if (!controller.signal.aborted) {
        this.#running.delete(id);
        const name = JSON.stringify(id);
        this.#socket.send(`{"id":${name},"type":"next","payload":${result}}`, ignore);
        this.#socket.send(`{"id":${name},"type":"complete"}`, ignore);
      }
      if (this.#answering === 0) this.#whenAnswered?.();
    });
  }

  #refuse(id: string, code: string, message: string): void {
    this.#socket.send(JSON.stringify({ id, type: 'error', payload: [refusal(code, message)] }), ignore);
  }
}

function refusal(code: string, message: string): GraphQLFormattedError {
  return { message, extensions: { code } };
}

function ignore(): void {}
