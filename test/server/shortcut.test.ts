import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { GraphQLError } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { createGenerations, type Generations } from '../../src/server/generation.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { askRaw, type RawAnswer, type RawRequest } from '../harness/raw-http.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

const fail = (message: string) => () => {
  throw new GraphQLError(message, { extensions: { code: 'UPSTREAM_STATUS' } });
};

const ROOT = {
  need: fail('gone'),
  big: () => ({ id: 12345678901234567890n, 7: 'seven', text: 'Größe' }),
  change: 'changed',
};

/** An endpoint that counts which operations went the whole way, by Apollo Server. */
async function listening(input: SettingsInput, rootValue: object, hasShortcut = true) {
  const gateway = fakeGateway({
    settings: { mode: 'production', server: { admin: { port: 0 } }, ...input },
    rootValue,
  });
  const logger = recordingLogger();
  const inner = createGenerations(gateway, logger);
  let wholeWays = 0;
  const generations: Generations = {
    ...inner,
    enter() {
      const server = inner.enter();
      const execute: typeof server.execute = (request, context) => {
        wholeWays += 1;
        return server.execute(request, context);
      };
      const { shortcut, ...bare } = server;
      return { ...bare, ...(hasShortcut && shortcut && { shortcut }), execute };
    },
  };
  const app = createApp(gateway, { logger, generations });
  opened.push(app);
  await app.listen({ port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const ask = async (request: RawRequest) => {
    const [logged, gone, run] = [logger.lines.length, wholeWays, gateway.operations.length];
    const answer = await askRaw(port, request);
    return {
      answer: comparable(answer),
      lines: logger.lines.slice(logged).map(({ fields, ...line }) => ({ ...line, fields: comparableFields(fields) })),
      way: wholeWays > gone ? 'the whole way' : 'the shortcut',
      operations: gateway.operations
        .slice(run)
        .map(({ signal, headers, document, requestId, ...own }) =>
          JSON.stringify({ ...own, requestId, headers: [...headers] }, digits),
        ),
    };
  };
  return ask;
}

/** All but the time. */
function comparable({ status, headers, body }: RawAnswer): object {
  return { status, headers: headers.filter(([name]) => name !== 'date'), body: withoutIds(body.toString('latin1')) };
}

function comparableFields({ durationMs, err, id, ...fields }: Readonly<Record<string, unknown>>): object {
  return { ...fields, hasDuration: typeof durationMs, error: String(err), hasId: typeof id };
}

/** The id of a bug is new each time. */
function withoutIds(text: string): string {
  return text.replaceAll(/"id":"[\w-]{36}"/g, '"id":"…"');
}

function digits(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

const post = (body: object | string, headers: Readonly<Record<string, string>> = {}): RawRequest => ({
  headers: { 'content-type': 'application/json', 'x-request-id': 'the-same', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const get = (search: string, headers: Readonly<Record<string, string>> = PREFLIGHT): RawRequest => ({
  method: 'GET',
  target: `/graphql?${search}`,
  headers: { 'x-request-id': 'the-same', ...headers },
});
const PREFLIGHT = { 'apollo-require-preflight': '1' };
const encode = encodeURIComponent;
const OWN_TYPE = { accept: 'application/graphql-response+json' };
const ECHO = 'query Echo($id: ID, $n: Int, $big: Big) { echo(id: $id, count: $n, big: $big) }';
const TWO = 'query A { hello } query B { hello(name: "b") } mutation C { change }';

interface Row {
  readonly name: string;
  readonly request: RawRequest;
  readonly root?: object;
  readonly settings?: SettingsInput;
}

const row = (name: string, request: RawRequest, root: object = {}, settings: SettingsInput = {}): Row => ({
  name,
  request,
  root,
  settings,
});

const REMEMBERED: readonly Row[] = [
  row('a constant', post({ query: '{ hello }' })),
  row('characters beyond ASCII', post({ query: '{ hello(name: "Ångström 🎉") big }' })),
  row('no letter that must be escaped', post({ query: '{ hello(name: "\\u0000\\"") }' })),
  row('variables', post({ query: ECHO, variables: { id: 'x', n: 3 } })),
  row('null in place of each optional member', post({ query: '{ hello }', operationName: null, variables: null })),
  row('empty extensions', post({ query: '{ hello }', extensions: {} })),
  row('extensions of somebody else', post({ query: '{ hello }', extensions: { other: 1 } })),
  row('members of somebody else', post({ query: '{ hello }', other: 1, id: 2 })),
  row('big integers', post(`{"query":"${ECHO}","variables":{"id":12345678901234567890,"big":98765432109876543210}}`)),
  row('a name among several operations', post({ query: TWO, operationName: 'B' })),
  row('a mutation', post({ query: TWO, operationName: 'C' })),
  row('a name where only one operation is', post({ query: ECHO, operationName: 'Echo' })),
  row('introspection of a name', post({ query: '{ __typename }' })),
  row("GraphQL's media type", post({ query: '{ hello }' }, OWN_TYPE)),
  row('any media type', post({ query: '{ hello }' }, { accept: '*/*' })),
  row('media types in order', post({ query: '{ hello }' }, { accept: 'text/html;q=0.1, application/*;q=0.9' })),
  row('a charset', post({ query: '{ hello }' }, { 'content-type': 'application/json; charset=utf-8' })),
  row('a byte order mark', post(`\ufeff{"query":"{ hello }"}`)),
  row('a search beside the body', { ...post({ query: '{ hello }' }), target: '/graphql?query={need}' }),
  row('a field that fails', post({ query: '{ hello big }' }), { hello: fail('orders answered with status 503.') }),
  row('data that is null', post({ query: '{ need }' })),
  row('data that is null, in its media type', post({ query: '{ need }' }, OWN_TYPE)),
  row('variables that do not fit', post({ query: ECHO, variables: { n: 'x' } })),
  row('variables that do not fit, in its media type', post({ query: ECHO, variables: { n: 'x' } }, OWN_TYPE)),
  row('a deadline', post({ query: '{ hello }', extensions: { deadlineMs: 900 } }, { 'overlap-deadline-ms': '800' })),
  row('an onError', post({ query: '{ hello }', onError: 'NULL' })),
  row('a trace', post({ query: '{ hello }' }, { 'overlap-trace': '1' }), {}, { mode: 'development' }),
  row('lines of a header', post({ query: '{ hello }' }, { 'x-Tag': 'a', 'X-tag': 'b, c' })),
  row('HTTP/1.1 with chunks to come', post({ query: '{ hello }' }, { te: 'trailers' })),
  row('an exception', post({ query: '{ hello }' }), { hello: () => Promise.reject(new Error('hush')) }),
  row(
    'a partial success',
    post({ query: '{ hello big }' }, OWN_TYPE),
    { hello: fail('no') },
    { http: { partialStatus: 294 } },
  ),
  row(
    'an origin that may',
    post({ query: '{ hello }' }, { origin: 'https://a.example' }),
    {},
    { cors: { origins: ['https://a.example'] } },
  ),
  row(
    'an origin that may not',
    post({ query: '{ hello }' }, { origin: 'https://b.example' }),
    {},
    { cors: { origins: ['https://a.example'] } },
  ),
  row('any origin', post({ query: '{ hello }' }, { origin: 'https://b.example' }), {}, { cors: { origins: ['*'] } }),
];

const REMEMBERED_BY_GET: readonly Row[] = [
  row('GET', get('query={hello}')),
  row('GET with another header that no page sends', get('query={hello}', { 'x-apollo-operation-name': 'Hello' })),
  row('GET with a type of content', get('query={hello}', { ...PREFLIGHT, 'content-type': 'application/json' })),
  row('GET with variables', get(`query=${encode(ECHO)}&variables={"id":12345678901234567890,"n":1}`)),
  row('GET with a name', get(`query=${encode(TWO)}&operationName=B`)),
  row('GET with extensions', get('query={hello}&extensions={"deadlineMs":900}')),
  row('GET with an onError', get('query={hello}&onError=NULL')),
  row('GET of what fails', get('query={need}')),
  row('GET of variables that do not fit', get(`query=${encode(ECHO)}&variables={"n":"x"}`)),
  row('GET from a page of another origin', get('query={hello}', { ...PREFLIGHT, origin: 'https://b.example' })),
];

const NEVER_REMEMBERED: readonly Row[] = [
  row('GET that any page could send', get('query={hello}', {})),
  row('GET with an empty header', get('query={hello}', { 'apollo-require-preflight': '' })),
  row('GET of plain text', get('query={hello}', { ...PREFLIGHT, 'content-type': 'text/plain' })),
  row('GET of a mutation', get(`query=${encode(TWO)}&operationName=C`)),
  row('GET of two queries', get('query={hello}&query={hello}')),
  row('GET with variables that are null', get('query={hello}&variables=null')),
  row('GET with variables that are empty', get('query={hello}&variables=')),
  row('GET with an empty name', get('query={hello}&operationName=')),
  row('GET of nothing', get('a=1')),
  row('GET of an unknown hash', get('extensions={"persistedQuery":{"version":1,"sha256Hash":"a"}}')),
  row('HEAD', { ...get('query={hello}'), method: 'HEAD' }),
  row('a text that is not valid', post({ query: '{ nothing }' })),
  row('a text that cannot be parsed', post({ query: '{' })),
  row('an empty text', post({ query: '' })),
  row('an unknown name', post({ query: TWO, operationName: 'D' })),
  row('an empty name', post({ query: '{ hello }', operationName: '' })),
  row('no name among several operations', post({ query: TWO })),
  row('a name that is none', post({ query: '{ hello }', operationName: 1 })),
  row('variables that are none', post({ query: '{ hello }', variables: [] })),
  row('variables as text', post({ query: '{ hello }', variables: '{}' })),
  row('extensions that are none', post({ query: '{ hello }', extensions: 'x' })),
  row('a list', post([{ query: '{ hello }' }])),
  row('an unknown hash', post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } })),
  row(
    'a text and a wrong hash',
    post({ query: '{ hello }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }),
  ),
  row('a media type that there is not', post({ query: '{ hello }' }, { accept: 'image/png' })),
  row('PUT', { ...post({ query: '{ hello }' }), method: 'PUT' }),
];

describe('what is asked again is answered to the byte as by Apollo Server', () => {
  test.each([...REMEMBERED, ...REMEMBERED_BY_GET])('$name', async ({ request, root, settings = {} }) => {
    const ask = await listening(settings, { ...ROOT, ...root });
    const first = await ask(request);
    const accept = request.headers?.accept;
    await ask(post({ query: '{ __typename }' }, accept === undefined ? {} : { accept }));
    const second = await ask(request);
    expect([first.way, second.way]).toEqual(['the whole way', 'the shortcut']);
    expect(first.operations).toHaveLength(1);
    expect({ ...second, way: '' }).toEqual({ ...first, way: '' });
  });
});

describe('what is asked by a hash is answered to the byte as by Apollo Server', () => {
  const hashed = (query: string, version = 1) => ({
    persistedQuery: { version, sha256Hash: createHash('sha256').update(query).digest('hex') },
  });
  const bySearch = (query: string, more = '') => get(`extensions=${encode(JSON.stringify(hashed(query)))}${more}`);

  test.each([
    { name: 'POST', query: '{ hello }', request: post({ extensions: hashed('{ hello }') }), way: 'the shortcut' },
    {
      name: 'POST with variables',
      query: ECHO,
      request: post({ extensions: hashed(ECHO), variables: { id: 1, n: 2 } }),
      way: 'the shortcut',
    },
    { name: 'GET', query: '{ hello }', request: bySearch('{ hello }'), way: 'the shortcut' },
    { name: 'GET of what fails', query: '{ need }', request: bySearch('{ need }'), way: 'the shortcut' },
    {
      name: 'an unknown version',
      query: '{ hello }',
      request: post({ extensions: hashed('{ hello }', 2) }),
      way: 'the whole way',
    },
    {
      name: 'GET of a mutation',
      query: 'mutation { change }',
      request: bySearch('mutation { change }'),
      way: 'the whole way',
    },
    {
      name: 'a text beside its hash',
      query: '{ hello }',
      request: post({ query: '{ hello }', extensions: hashed('{ hello }') }),
      way: 'the whole way',
    },
  ])('$name', async ({ query, request, way }) => {
    const answers = [];
    for (const hasShortcut of [false, true]) {
      const ask = await listening({}, ROOT, hasShortcut);
      await ask(post({ query, extensions: hashed(query) }));
      answers.push(await ask(request));
    }
    const [whole, short] = answers;
    expect([whole?.way, short?.way]).toEqual(['the whole way', way]);
    expect({ ...short, way: '' }).toEqual({ ...whole, way: '' });
  });
});

describe('what Apollo Server has words for is left to it', () => {
  test.each(NEVER_REMEMBERED)('$name', async ({ request }) => {
    const ask = await listening({}, ROOT);
    await ask(post({ query: '{ hello }' }));
    await ask(post({ query: TWO, operationName: 'C' }));
    const [first, second] = [await ask(request), await ask(request)];
    expect([first.way, second.way]).toEqual(['the whole way', 'the whole way']);
    expect(second).toEqual(first);
  });
});

describe('what was remembered', () => {
  test('does not let a form of a foreign page in', async () => {
    const ask = await listening({}, ROOT);
    const body = { query: '{ hello }' };
    await ask(post(body));
    const { answer, operations } = await ask(post(body, { 'content-type': 'text/plain' }));
    expect(answer).toMatchObject({ status: 400 });
    expect(operations).toEqual([]);
  });

  test('holds for one schema: another generation asks Apollo Server anew', async () => {
    const [gateway, logger] = [fakeGateway(), recordingLogger()];
    const generations = createGenerations(gateway, logger);
    const app = createApp(gateway, { logger, generations });
    opened.push(app);
    await app.listen({ port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const statusOf = async () => (await askRaw(port, post({ query: '{ hello }' }))).status;
    expect([await statusOf(), await statusOf()]).toEqual([200, 200]);
    const next = fakeGateway({ sdl: 'type Query { other: String }' });
    await generations.replace(next);
    expect([await statusOf(), await statusOf()]).toEqual([400, 400]);
  });
});
