import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayOperation } from '../../src/gateway.ts';
import { type AppOptions, createApp } from '../../src/server/app.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { type FakeGateway, fakeGateway, recordingLogger } from './fake-gateway.ts';

const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

function setUp(gateway: FakeGateway = fakeGateway(), options: Partial<AppOptions> = {}) {
  const logger = recordingLogger();
  const app = createApp(gateway, { logger, ...options });
  opened.push(app);
  const post = (body: object | string, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const get = (search: string, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url: `/graphql${search}`, headers: { 'apollo-require-preflight': '1', ...headers } });
  return { app, gateway, logger, post, get };
}

const settings = (input: SettingsInput) => fakeGateway({ settings: input });

describe('an operation', () => {
  test('by POST is answered', async () => {
    const { post } = setUp();
    const response = await post({ query: 'query($name: String) { hello(name: $name) }', variables: { name: 'Ada' } });
    expect(response.statusCode).toBe(200);
    expect(response.body).toBe('{"data":{"hello":"Hello, Ada."}}');
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.headers['cache-control']).toBe('no-store');
  });

  test('by GET is answered', async () => {
    const { get } = setUp();
    expect((await get('?query={hello}')).json()).toEqual({ data: { hello: 'Hello, world.' } });
  });

  test('that changes something is refused by GET', async () => {
    const { get, gateway } = setUp();
    const response = await get('?query=mutation{change}');
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('POST');
    expect(gateway.operations).toEqual([]);
  });

  test('of an unknown or ambiguous name is answered with 400', async () => {
    const { post, gateway } = setUp();
    const unknown = await post({ query: 'query A { hello }', operationName: 'B' });
    expect(unknown.statusCode).toBe(400);
    expect(unknown.json().errors[0].extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
    expect((await post({ query: 'query A { hello } query B { hello }' })).statusCode).toBe(400);
    expect(gateway.operations).toEqual([]);
  });

  test('whose variables cannot be coerced is answered with 400 and no data', async () => {
    const { post } = setUp();
    const response = await post({ query: 'query($n: Int) { echo(count: $n) }', variables: { n: 'x' } });
    expect(response.statusCode).toBe(400);
    expect(response.json()).not.toHaveProperty('data');
    expect(response.json().errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('has the same document when its text is the same', async () => {
    const { post, gateway } = setUp();
    await post({ query: '{ hello }' });
    await post({ query: '{ hello }' });
    expect(gateway.operations[0]?.document).toBe(gateway.operations[1]?.document);
  });

  test('can be sent by its hash once it is known', async () => {
    const { post } = setUp();
    const sha256Hash = createHash('sha256').update('{ hello }').digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const unknown = await post({ extensions });
    expect(unknown.json().errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(unknown.headers['cache-control']).toBe('no-store');
    await post({ query: '{ hello }', extensions });
    expect((await post({ extensions })).json()).toEqual({ data: { hello: 'Hello, world.' } });
  });

  test('reaches the gateway with headers line by line', async () => {
    const { app, gateway } = setUp();
    await app.listen({ port: 0 });
    const { port } = app.server.address() as AddressInfo;
    await new Promise((resolve) => {
      const request = httpRequest({ port, path: '/graphql', method: 'POST' }, (response) =>
        response.resume().on('end', resolve),
      );
      request.setHeader('content-type', 'application/json').setHeader('x-tag', ['a', 'b, c']);
      request.end('{"query":"{ hello }"}');
    });
    expect(gateway.operations[0]?.headers.get('x-tag')).toEqual(['a', 'b, c']);
  });
});

describe('members that only this server reads', () => {
  test('onError reaches the gateway', async () => {
    const { post, get, gateway } = setUp();
    await post({ query: '{ hello }', onError: 'NULL' });
    await get('?query={hello}&onError=HALT');
    await post({ query: '{ hello }' });
    expect(gateway.operations.map(({ onError }) => onError)).toEqual(['NULL', 'HALT', undefined]);
  });

  test('an unknown onError is a request error', async () => {
    const { post, gateway } = setUp();
    const response = await post({ query: '{ hello }', onError: 'null' });
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].message).toBe(
      'The request member `onError` must be `PROPAGATE`, `NULL` or `HALT`.',
    );
    expect(gateway.operations).toEqual([]);
  });

  test('the shorter of two deadlines counts', async () => {
    const { post, get, gateway } = setUp();
    await post({ query: '{ hello }', extensions: { deadlineMs: 900 } });
    await post({ query: '{ hello }' }, { 'overlap-deadline-ms': '800' });
    await post({ query: '{ hello }', extensions: { deadlineMs: 900 } }, { 'overlap-deadline-ms': '700.5' });
    await get('?query={hello}&extensions={"deadlineMs":600}');
    expect(gateway.operations.map(({ deadlineMs }) => deadlineMs)).toEqual([900, 800, 700.5, 600]);
  });

  test('the header of the deadline has the name that the settings give it', async () => {
    const { post, gateway } = setUp(settings({ deadlineRequestHeader: 'X-Client-Timeout' }));
    await post({ query: '{ hello }' }, { 'x-client-timeout': '700', 'overlap-deadline-ms': '600' });
    expect(gateway.operations.map(({ deadlineMs }) => deadlineMs)).toEqual([700]);
    const response = await post({ query: '{ hello }' }, { 'x-client-timeout': 'soon' });
    expect(response.json().errors[0].message).toContain('in the header `x-client-timeout`');
  });

  test.each(['0', '-1', 'soon', ''])('the deadline %j is a request error', async (deadline) => {
    const { post } = setUp();
    const response = await post({ query: '{ hello }' }, { 'overlap-deadline-ms': deadline });
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].extensions.code).toBe('BAD_REQUEST');
  });
});

describe('big integers', () => {
  const query =
    'query($id: ID, $big: Big, $ratio: Float, $filter: Filter) { echo(id: $id, big: $big, ratio: $ratio, filter: $filter) }';
  const variables =
    '{"id":12345678901234567890,"big":12345678901234567890,"ratio":12345678901234567890,"filter":{"ids":[98765432109876543210]}}';
  const echoed =
    'string 12345678901234567890,bigint 12345678901234567890,number 12345678901234567000,string 98765432109876543210';

  test('in variables of a POST keep their digits', async () => {
    const { post } = setUp();
    const response = await post(`{"query":${JSON.stringify(query)},"variables":${variables}}`);
    expect(response.json()).toEqual({ data: { echo: echoed } });
  });

  test('in variables of a GET keep their digits', async () => {
    const { get } = setUp();
    const response = await get(`?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(variables)}`);
    expect(response.json()).toEqual({ data: { echo: echoed } });
  });

  test('that no scalar takes are an input error', async () => {
    const { post } = setUp();
    const text = 'query($n: Int, $name: String) { echo(count: $n) hello(name: $name) }';
    const body = (variable: string) =>
      `{"query":${JSON.stringify(text)},"variables":{"${variable}":12345678901234567890}}`;
    expect((await post(body('n'))).statusCode).toBe(400);
    expect((await post(body('name'))).statusCode).toBe(400);
  });

  test('in an answer keep their digits', async () => {
    const { post } = setUp(fakeGateway({ rootValue: { big: () => ({ id: 12345678901234567890n, tags: ['a'] }) } }));
    expect((await post({ query: '{ big }' })).body).toBe('{"data":{"big":{"id":12345678901234567890,"tags":["a"]}}}');
  });
});

describe('an error', () => {
  const failing = () => {
    throw new GraphQLError('orders answered with status 503.', {
      extensions: { code: 'UPSTREAM_STATUS', http: { status: 503 } },
    });
  };

  test('of a field leaves the status at 200, whatever the upstream said, and is kept by nobody', async () => {
    const { post } = setUp(fakeGateway({ rootValue: { hello: failing } }));
    const response = await post({ query: '{ hello big }' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.json()).toEqual({
      errors: [
        {
          message: 'orders answered with status 503.',
          path: ['hello'],
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'UPSTREAM_STATUS', http: { status: 503 } },
        },
      ],
      data: { hello: null, big: null },
    });
  });

  test('beside data changes the status where the settings and the media type allow it', async () => {
    const gateway = fakeGateway({ rootValue: { hello: failing }, settings: { http: { partialStatus: 294 } } });
    const { post } = setUp(gateway);
    const own = { accept: 'application/graphql-response+json' };
    const partial = await post({ query: '{ hello }' }, own);
    expect(partial.statusCode).toBe(294);
    expect(partial.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
    expect((await post({ query: '{ hello }' })).statusCode).toBe(200);
    expect((await post({ query: '{ __typename }' }, own)).statusCode).toBe(200);
    expect((await post({ query: '{ need }' }, own)).statusCode).toBe(200);
  });

  test('that nobody foresaw says nothing in production, and its id is in the log', async () => {
    const boom = () => {
      throw new Error('password=hush');
    };
    const gateway = fakeGateway({ rootValue: { hello: boom }, settings: { mode: 'production' } });
    const { post, logger } = setUp(gateway);
    const response = await post({ query: '{ hello }' });
    const [error] = response.json().errors;
    expect(response.body).not.toContain('hush');
    expect(error).toMatchObject({ message: 'Internal server error.', path: ['hello'] });
    expect(error.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    const logged = logger.lines.find(({ level }) => level === 'error');
    expect(logged?.fields).toMatchObject({ id: error.extensions.id });
    expect(logged?.fields.err).toBeInstanceOf(Error);
  });

  test('that nobody foresaw shows its message in development, never its stack', async () => {
    const boom = () => {
      throw new Error('a bug of mine');
    };
    const { post } = setUp(fakeGateway({ rootValue: { hello: boom } }));
    const response = await post({ query: '{ hello }' });
    expect(response.json().errors[0].message).toBe('a bug of mine');
    expect(response.body).not.toContain('fake-gateway');
  });

  test('of the gateway itself is a masked 500', async () => {
    const gateway = fakeGateway({
      settings: { mode: 'production' },
      run: async () => {
        throw new Error('hush');
      },
    });
    const { post } = setUp(gateway);
    const response = await post({ query: '{ hello }' });
    expect(response.statusCode).toBe(500);
    expect(response.json().errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(response.body).not.toContain('hush');
  });

  test('about a null in a non-null field keeps its message in production', async () => {
    const { post } = setUp(fakeGateway({ settings: { mode: 'production' } }));
    const response = await post({ query: '{ need }' });
    expect(response.json().errors[0].message).toBe('Cannot return null for non-nullable field Query.need.');
  });

  test('of syntax or validation is a 400', async () => {
    const { post } = setUp();
    expect((await post({ query: '{' })).json().errors[0].extensions.code).toBe('GRAPHQL_PARSE_FAILED');
    const invalid = await post({ query: '{ helo }' });
    expect(invalid.statusCode).toBe(400);
    expect(invalid.json().errors[0].message).toContain('Did you mean "hello"?');
    expect(invalid.headers['cache-control']).toBe('no-store');
  });
});

describe('a request that is no operation', () => {
  test.each([
    ['{"query":', 400, 'BAD_REQUEST'],
    ['', 400, 'BAD_REQUEST'],
    ['[]', 400, 'BAD_REQUEST'],
    ['[{"query":"{hello}"},{"query":"{hello}"}]', 400, 'BAD_REQUEST'],
    ['"text"', 400, 'BAD_REQUEST'],
    ['{"query":1}', 400, 'BAD_REQUEST'],
    ['{"query":"{hello}","variables":[]}', 400, 'BAD_REQUEST'],
  ])('%j is answered in shape with %d', async (body, status, code) => {
    const { post, gateway } = setUp();
    const response = await post(body);
    expect(response.statusCode).toBe(status);
    expect(response.json().errors[0].extensions.code).toBe(code);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(gateway.operations).toEqual([]);
  });

  test('broken JSON is answered without its text', async () => {
    const { post } = setUp();
    const response = await post('{"password": hush}', { accept: 'application/graphql-response+json' });
    expect(response.body).not.toContain('hush');
    expect(response.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
  });

  test('whose answer cannot be told is a 500, and nobody else notices', async () => {
    let isBroken = true;
    const logger = recordingLogger();
    const info = (fields: object, message: string) => {
      if (isBroken) throw new Error('The disk is full.');
      logger.info(fields, message);
    };
    const { post } = setUp(fakeGateway(), { logger: { ...logger, info } });
    expect((await post({ query: '{ hello }' })).statusCode).toBe(500);
    isBroken = false;
    expect((await post({ query: '{ hello }' })).statusCode).toBe(200);
  });

  test('a body beyond the limit is a 413', async () => {
    const { post } = setUp(settings({ server: { maxBodyBytes: '1KiB' } }));
    const response = await post({ query: `{ hello } # ${'x'.repeat(2_000)}` });
    expect(response.statusCode).toBe(413);
    expect(response.json().errors[0]).toEqual({
      message: 'The body is larger than this server reads.',
      extensions: { code: 'PAYLOAD_TOO_LARGE' },
    });
  });

  test('another content type is a 415', async () => {
    const { post } = setUp();
    const response = await post('<x/>', { 'content-type': 'application/xml' });
    expect(response.statusCode).toBe(415);
    expect(response.json().errors[0].extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  test.each([
    ['compressed', { 'content-encoding': 'gzip' }],
    ['in another character set', { 'content-type': 'application/json; charset=iso-8859-1' }],
  ])('a body that is %s is a 415', async (_what, headers) => {
    const { post, gateway } = setUp();
    const response = await post({ query: '{ hello }' }, headers);
    expect([response.statusCode, gateway.operations]).toEqual([415, []]);
    expect(response.json().errors[0].extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  test.each([
    ['identity', { 'content-encoding': 'identity' }],
    ['UTF-8', { 'content-type': 'application/json; charset="UTF-8"' }],
  ])('a body that says what every body is, %s, is read', async (_what, headers) => {
    const { post } = setUp();
    expect((await post({ query: '{ hello }' }, headers)).statusCode).toBe(200);
  });

  test('what a form could send from any page is refused', async () => {
    const { app, gateway } = setUp();
    const plain = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'text/plain' },
      payload: '{"query":"{hello}"}',
    });
    expect(plain.statusCode).toBe(400);
    expect((await app.inject({ url: '/graphql?query={hello}' })).statusCode).toBe(400);
    expect(gateway.operations).toEqual([]);
  });

  test('other methods are refused with what is allowed', async () => {
    const { app } = setUp();
    const headers = { 'content-type': 'application/json' };
    const response = await app.inject({ method: 'PUT', url: '/graphql', headers, payload: '{"query":"{hello}"}' });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe('GET, POST');
  });

  test('an unknown path is a 404 in shape, a malformed one a 400', async () => {
    const { app } = setUp();
    const unknown = await app.inject({ url: '/nothing' });
    expect(unknown.statusCode).toBe(404);
    expect(unknown.json().errors[0].extensions.code).toBe('NOT_FOUND');
    const malformed = await app.inject({ url: '/%E0%A4%A' });
    expect(malformed.statusCode).toBe(400);
    expect(malformed.json().errors[0].extensions.code).toBe('BAD_REQUEST');
  });

  test('variables that are nested too deep are refused, by POST and by GET', async () => {
    const { post, get, gateway } = setUp();
    const deep = `{"big":${'['.repeat(3_000)}${']'.repeat(3_000)}}`;
    const byPost = await post(`{"query":"query($big: Big) { echo(big: $big) }","variables":${deep}}`);
    expect([byPost.statusCode, byPost.json().errors[0].message]).toEqual([
      400,
      'The body is nested 3002 levels deep; at most 512 are read.',
    ]);
    for (const name of ['variables', 'extensions']) {
      const byGet = await get(`?query={hello}&${name}=${deep}`);
      const message = `The search parameter \`${name}\` is nested 3001 levels deep; at most 512 are read.`;
      expect([byGet.statusCode, byGet.json().errors[0].message]).toEqual([400, message]);
    }
    expect(gateway.operations).toEqual([]);
  });

  test('what is too deep for the parser is refused in words that say so', async () => {
    const { post } = setUp();
    const response = await post({ query: `{ echo(big: ${'['.repeat(4_900)}${']'.repeat(4_900)}) }` });
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0]).toEqual({
      message: 'The operation is nested too deep to be read.',
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  });

  test('more tokens than the limit are refused', async () => {
    const { post } = setUp(settings({ limits: { tokens: 20 } }));
    expect((await post({ query: `{ ${'hello '.repeat(30)} }` })).statusCode).toBe(400);
  });
});

describe('production', () => {
  test('has no introspection, pages or suggestions', async () => {
    const { app, post } = setUp(settings({ mode: 'production' }));
    expect((await post({ query: '{ __schema { queryType { name } } }' })).statusCode).toBe(400);
    expect((await post({ query: '{ helo }' })).body).not.toContain('hello');
    expect((await app.inject({ url: '/' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/sandbox' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/health' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/graphql', headers: { accept: 'text/html' } })).statusCode).toBe(400);
    expect(
      (await app.inject({ method: 'HEAD', url: '/graphql', headers: { 'apollo-require-preflight': '1' } })).statusCode,
    ).toBe(405);
  });

  test('says nothing of CORS unless told', async () => {
    const { app } = setUp(settings({ mode: 'production' }));
    const headers = { origin: 'https://studio.apollographql.com', 'access-control-request-method': 'POST' };
    const response = await app.inject({ method: 'OPTIONS', url: '/graphql', headers });
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('lets configured origins call, and no others', async () => {
    const { post } = setUp(settings({ mode: 'production', cors: { origins: ['https://app.example'] } }));
    const mine = await post({ query: '{ hello }' }, { origin: 'https://app.example' });
    expect(mine.headers['access-control-allow-origin']).toBe('https://app.example');
    expect(mine.headers['access-control-allow-credentials']).toBe('true');
    expect(mine.headers.vary?.toString().toLowerCase()).toContain('origin');
    const other = await post({ query: '{ hello }' }, { origin: 'https://other.example' });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('development', () => {
  test('has introspection and pages', async () => {
    const { app, post } = setUp();
    expect((await post({ query: '{ __schema { queryType { name } } }' })).statusCode).toBe(200);
    const landing = await app.inject({ url: '/' });
    expect(landing.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(landing.body).toContain('href="/sandbox"');
    const sandbox = await app.inject({ url: '/sandbox' });
    expect(sandbox.body).toContain('embeddable-sandbox.umd.production.min.js');
    expect(sandbox.body).toContain('href="/"');
  });

  test('leads who opens the endpoint in a browser to the pages', async () => {
    const { app } = setUp();
    const response = await app.inject({ url: '/graphql', headers: { accept: 'text/html,*/*' } });
    expect([response.statusCode, response.headers.location]).toEqual([303, '/']);
    const atRoot = await setUp(settings({ server: { path: '/' } })).app.inject({
      url: '/',
      headers: { accept: 'text/html' },
    });
    expect([atRoot.statusCode, atRoot.headers.location]).toEqual([303, '/sandbox']);
  });

  test('answers the preflight of Apollo Sandbox, also to this machine', async () => {
    const { app } = setUp();
    const response = await app.inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: {
        origin: 'https://studio.apollographql.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-mine',
        'access-control-request-private-network': 'true',
      },
    });
    expect(response.statusCode).toBe(204);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'https://studio.apollographql.com',
      'access-control-allow-headers': 'content-type,x-mine',
      'access-control-allow-private-network': 'true',
    });
  });

  test('sends no length of what a 204 does not have', async () => {
    const { app } = setUp();
    const response = await app.inject({ method: 'OPTIONS', url: '/graphql' });
    expect([response.statusCode, response.headers['content-length']]).toEqual([204, undefined]); // RFC 9110 §8.6
  });
});

describe('a request id', () => {
  test('of the client is kept, answered and logged', async () => {
    const { post, logger } = setUp();
    const response = await post({ query: 'query Hi { hello }' }, { 'x-request-id': 'abc-1' });
    expect(response.headers['x-request-id']).toBe('abc-1');
    expect(logger.lines).toEqual([
      {
        level: 'info',
        message: 'operation',
        fields: {
          requestId: 'abc-1',
          operationName: 'Hi',
          operationType: 'query',
          status: 200,
          durationMs: expect.any(Number),
          calls: 0,
          factor: undefined,
          errorCodes: [],
        },
      },
    ]);
  });

  test('that could forge a log is replaced', async () => {
    const { post } = setUp();
    expect((await post({ query: '{ hello }' }, { 'x-request-id': 'a b' })).headers['x-request-id']).toMatch(
      /^[\w-]{36}$/,
    );
  });
});

test('the log of an operation names its error codes, and neither variables nor headers', async () => {
  const { post, logger } = setUp();
  await post({ query: 'query($n: Int) { echo(count: $n) }', variables: { n: 'hush' } }, { authorization: 'hush' });
  expect(logger.lines.at(-1)?.fields).toMatchObject({ errorCodes: ['BAD_USER_INPUT'], status: 400 });
  expect(JSON.stringify(logger.lines)).not.toContain('hush');
});

test('the extend hook adds routes with bodies of their own', async () => {
  const { app } = setUp(fakeGateway(), {
    extend: (instance) => {
      instance.post('/mine', async (request) => ({ got: request.body }));
    },
  });
  const response = await app.inject({ method: 'POST', url: '/mine', payload: { a: 1 } });
  expect(response.json()).toEqual({ got: { a: 1 } });
});

test('a client that leaves aborts its operation', async () => {
  let arrived: (operation: GatewayOperation) => void = () => {};
  const running = new Promise<GatewayOperation>((resolve) => {
    arrived = resolve;
  });
  const gateway = fakeGateway({
    run: (operation) => {
      arrived(operation);
      return new Promise((resolve) => operation.signal.addEventListener('abort', () => resolve({ data: null })));
    },
  });
  const { app } = setUp(gateway);
  await app.listen({ port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const client = new AbortController();
  const response = fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ hello }"}',
    signal: client.signal,
  });
  const { signal } = await running;
  expect(signal.aborted).toBe(false);
  client.abort();
  await expect(response).rejects.toThrow();
  await new Promise((resolve) => (signal.aborted ? resolve(0) : signal.addEventListener('abort', resolve)));
  expect(signal.aborted).toBe(true);
});
