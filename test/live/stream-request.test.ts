import { describe, expect, test } from 'vitest';
import { judgeOrigin } from '../../src/server/live/allowed-origin.ts';
import { EVENT_STREAM, MULTIPART } from '../../src/server/live/stream-framing.ts';
import { framingFor, isPreflighted } from '../../src/server/live/stream-request.ts';

describe('a client says how it wants a stream', () => {
  test.each([
    ['text/event-stream', EVENT_STREAM],
    ['application/json;q=0.9, TEXT/EVENT-STREAM;q=0.5', EVENT_STREAM],
    ['multipart/mixed;subscriptionSpec=1.0, application/json', MULTIPART],
    ['multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"', MULTIPART],
    ['text/event-stream, multipart/mixed;boundary=graphql;subscriptionSpec=1.0', MULTIPART],
    ['multipart/mixed;deferSpec=20220824, multipart/mixed;subscriptionSpec=1.0', MULTIPART],
    [undefined, undefined],
    ['*/*', undefined],
    ['application/json', undefined],
    ['multipart/mixed', undefined],
    ['multipart/mixed;deferSpec=20220824', undefined],
    ['multipart/mixed;subscriptionSpec=1.01', undefined],
    ['multipart/mixed;subscriptionSpec=2.0', undefined],
    ['text/event-streams', undefined],
    [`text/event-stream${' '.repeat(5_000)}`, undefined],
  ])('%s', (accept, expected) => {
    expect(framingFor(accept)).toBe(expected);
  });
});

test.each([
  [{}, false],
  [{ 'content-type': 'text/plain' }, false],
  [{ 'content-type': 'Text/Plain; charset=utf-8' }, false],
  [{ 'content-type': 'application/json' }, true],
  [{ 'apollo-require-preflight': '' }, false],
  [{ 'apollo-require-preflight': 'true' }, true],
  [{ 'x-apollo-operation-name': 'Watch' }, true],
])('a browser asks us before a page may send %j: %s', (headers, expected) => {
  expect(isPreflighted(headers)).toBe(expected);
});

test.each([
  ['production', [], undefined, 'allowed'],
  ['production', [], 'http://here.example', 'allowed'],
  ['production', [], 'https://here.example', 'allowed'],
  ['production', [], 'https://there.example', 'refused'],
  ['production', [], 'null', 'refused'],
  ['production', ['https://there.example'], 'https://there.example', 'allowed'],
  ['production', ['*'], 'https://there.example', 'without credentials'],
  ['production', ['*'], 'https://here.example', 'allowed'],
  ['production', [], 'https://studio.apollographql.com', 'refused'],
  ['development', [], 'https://studio.apollographql.com', 'allowed'],
] as const)('in %s with %j a page of %s is %s', (mode, origins, origin, expected) => {
  const headers = { host: 'HERE.example', ...(origin !== undefined && { origin }) };
  expect(judgeOrigin(headers, { mode, cors: { origins } })).toBe(expected);
});
