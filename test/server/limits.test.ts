import { afterEach, describe, expect, test } from 'vitest';
import { createOverlap, type Overlap } from '../../src/index.ts';
import { createApp } from '../../src/server/app.ts';
import { recordingLogger } from './fake-gateway.ts';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
@source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
type Query { item(id: ID): Item @connect(source: "api", http: { GET: "/items/{$args.id}" }, selection: "id item { id }") }
type Item { id: ID item: Item }
`;

const opened: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

function setUp(settings: object = {}) {
  const gateway: Overlap = createOverlap({ typeDefs: SDL, settings: { mode: 'development', ...settings } });
  const app = createApp(gateway, { logger: recordingLogger() });
  opened.push(gateway, { [Symbol.asyncDispose]: () => app.close() });
  const post = async (body: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await app.inject({ method: 'POST', url: '/graphql', headers, payload: JSON.stringify(body) });
    return { status: response.statusCode, body: response.body, errors: response.json().errors };
  };
  return { gateway, post };
}

const DEEP = `{ item { ${'item { '.repeat(20)}id${' }'.repeat(20)} } }`;

describe('limits', () => {
  test('refuse with 400, their own code and no data, before anything is called', async () => {
    const { post } = setUp();
    const { status, errors, body } = await post({ query: DEEP });
    expect([status, errors[0].extensions.code]).toEqual([400, 'OPERATION_TOO_DEEP']);
    expect(body).not.toContain('"data"');
  });

  test('hold for library users, too', async () => {
    const { gateway } = setUp({ limits: { tokens: 100 } });
    expect((await gateway.query({ query: DEEP })).errors?.[0]?.extensions.code).toBe('OPERATION_TOO_DEEP');
    const { errors } = await gateway.query({ query: `{ ${'item { id } '.repeat(50)} }` });
    expect(errors?.[0]?.message).toMatch(/^Syntax Error: Document contains more tha[tn] 100 tokens/);
  });

  test('count tokens while the text is read', async () => {
    const { post } = setUp({ limits: { tokens: 100 } });
    const { status, errors } = await post({ query: `{ ${'item { id } '.repeat(50)} }` });
    expect([status, errors[0].extensions.code]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
  });

  test('of introspection keep it from nesting lists in lists', async () => {
    const { post } = setUp();
    const nested =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
    const { status, errors } = await post({ query: nested });
    expect([status, errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('a refusal is short', () => {
  const LONG = 'x'.repeat(5_000);

  test.each([
    ['an unknown field', { query: `{ ${LONG} }` }],
    ['a syntax error', { query: `{ item(id: "${LONG}` }],
    ['an unknown operation', { query: '{ item { id } }', operationName: LONG }],
    [
      'a variable of the wrong kind',
      { query: 'query($i: ID) { item(id: $i) { id } }', variables: { i: { [LONG]: 1 } } },
    ],
    ['an unknown variable type', { query: `query($i: ${LONG}) { item { id } }` }],
  ])('when the request has %s', async (_what, body) => {
    const { post } = setUp();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.errors.length).toBeLessThanOrEqual(21);
    for (const { message } of answer.errors) expect(message.length).toBeLessThanOrEqual(500);
  });

  test('when everything is wrong', async () => {
    const { post } = setUp();
    const names = Array.from({ length: 500 }, (_, at) => `unknown${at}`);
    const { errors } = await post({ query: `{ ${names.join(' ')} }` });
    expect(errors).toHaveLength(21);
    expect(errors[20].message).toBe('Too many validation errors, error limit reached. Validation aborted.');
  });
});
