import type { GraphQLFormattedError } from 'graphql';

/** How the results of a subscription are put on the wire over HTTP; each text is complete the moment it is written. */
export interface StreamFraming {
  readonly contentType: string;
  /** Before the first result, so that the client knows that it is connected. */
  readonly start: string;
  next(payload: string): string;
  /** Says that the stream is still there. */
  readonly heartbeat: string;
  /** There is nothing more to see. */
  readonly complete: string;
  /** The stream ends though there would be more: a client that knows the protocol comes back. */
  interrupted(errors: readonly GraphQLFormattedError[]): string;
}

/**
 * GraphQL over Server-Sent Events, distinct connections mode. A stream that ends without `complete` is one that was
 * interrupted, which graphql-sse and `EventSource` take up again.
 */
export const EVENT_STREAM: StreamFraming = {
  contentType: 'text/event-stream; charset=utf-8',
  start: ':\n\n',
  next: (payload) => `event: next\ndata: ${payload}\n\n`,
  heartbeat: ':\n\n',
  complete: 'event: complete\ndata:\n\n',
  interrupted: () => '',
};

/**
 * Apollo's multipart protocol for subscriptions (`subscriptionSpec=1.0`). The boundary that ends a part goes with it: a
 * reader knows the part as soon as it is there. A fatal error says that the stream ended before its time.
 */
export const MULTIPART: StreamFraming = {
  contentType: 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0',
  start: `\r\n--graphql${part('{}')}`,
  next: (payload) => part(`{"payload":${payload}}`),
  heartbeat: part('{}'),
  complete: '--\r\n',
  interrupted: (errors) => `${part(JSON.stringify({ payload: null, errors }))}--\r\n`,
};

function part(json: string): string {
  return `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}\r\n--graphql`;
}
