import { describe, expect, test } from 'vitest';
import { readAccept } from '../../../src/server/incremental/accept.ts';

const LEGACY = { framing: 'multipart', format: 'deferSpec=20220824' };
const BY_IDS = { framing: 'multipart', format: 'incrementalSpec=v0.2' };

/** What clients send, word for word, and where that was read. */
const CLIENTS = [
  [
    'Apollo Kotlin 5',
    'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json',
    LEGACY,
  ], // IncrementalDeliveryProtocolImpl.kt
  [
    'Apollo Kotlin 5, v0.2',
    'multipart/mixed;incrementalSpec=v0.2, application/graphql-response+json, application/json',
    BY_IDS,
  ], // IncrementalDeliveryProtocolImpl.kt
  ['Apollo iOS 2', 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json', LEGACY], // ResponseCodeInterceptor and requests in the wild
  ['Apollo iOS 1', 'multipart/mixed;deferSpec=20220824,application/json', LEGACY],
  [
    'Apollo Client 4, Defer20220824Handler',
    'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9',
    LEGACY,
  ], // link/http/BaseHttpLink.js
  [
    'Apollo Client 4, GraphQL17Alpha9Handler',
    'multipart/mixed;incrementalSpec=v0.2,application/graphql-response+json,application/json;q=0.9',
    BY_IDS,
  ],
  [
    'urql',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    { framing: 'event stream', format: 'deferSpec=20220824' },
  ], // @urql/core, utils/request
] as const;

describe('a client that takes parts gets them in its own format', () => {
  test.each(CLIENTS)('%s', (_name, accept, delivery) => {
    expect(readAccept(accept)).toEqual({ parts: delivery, whole: true });
  });
});

describe('everybody else gets one whole answer', () => {
  test.each([
    undefined,
    '*/*',
    'application/json',
    'application/graphql-response+json, application/json;q=0.9',
    'multipart/mixed, application/json',
    'multipart/mixed;deferSpec=20991231, application/json',
    'multipart/mixed;incrementalSpec=v0.1, application/json',
    'multipart/mixed;deferSpec=20220824;incrementalSpec=v0.2, application/json',
    'multipart/mixed;boundary="graphql";subscriptionSpec=1.0, application/json',
    'multipart/mixed;deferSpec=20220824;q=0, application/json',
    'text/event-stream;incrementalSpec=v9, application/json',
    '',
    ';;;,,,"',
  ])('%s', (accept) => {
    expect(readAccept(accept)).toEqual({ parts: undefined, whole: true });
  });
});

describe('weights', () => {
  test('decide between formats, and then the order', () => {
    expect(readAccept('multipart/mixed;deferSpec=20220824;q=0.5, multipart/mixed;incrementalSpec=v0.2').parts).toEqual(
      BY_IDS,
    );
    expect(readAccept('multipart/mixed;incrementalSpec=v0.2, multipart/mixed;deferSpec=20220824').parts).toEqual(
      BY_IDS,
    );
  });

  test('decide between parts and one whole answer; parts win where both are liked equally', () => {
    expect(readAccept('application/json, multipart/mixed;deferSpec=20220824;q=0.9').parts).toBeUndefined();
    expect(readAccept('application/json;q=0.9, multipart/mixed;deferSpec=20220824;q=0.9').parts).toEqual(LEGACY);
  });

  test('above one are one', () => {
    expect(readAccept('multipart/mixed;deferSpec=20220824;q=1.1, application/json').parts).toEqual(LEGACY);
  });
});

test('names and types are read without regard to case, values exactly, quoted or not', () => {
  expect(readAccept('Multipart/Mixed; DeferSpec="20220824"; q=1').parts).toEqual(LEGACY);
  expect(readAccept('multipart/mixed;incrementalSpec=V0.2').parts).toBeUndefined();
});

test('who takes nothing but parts is known', () => {
  expect(readAccept('text/event-stream')).toEqual({
    parts: { framing: 'event stream', format: 'deferSpec=20220824' },
    whole: false,
  });
  expect(readAccept('text/event-stream;incrementalSpec=v0.2').parts).toEqual({
    framing: 'event stream',
    format: 'incrementalSpec=v0.2',
  });
});
