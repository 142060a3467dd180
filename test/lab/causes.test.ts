import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { createOverlap, type OverlapContext, type ResolverMap } from '../../src/index.ts';
import type { ToldCause, ToldOperation } from '../../src/insight/tell-record.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { type StubRoute, startStubUpstream } from '../harness/stub-upstream.ts';

/**
 * Every cause of lost overlap is made by real servers, and named, and nothing else is. The machine may be busy, and then a
 * trace rightly says that it is: a run that was disturbed is made again.
 */

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])';

interface Scene {
  readonly fields: string;
  readonly types?: string;
  readonly routes?: Readonly<Record<string, StubRoute>>;
  readonly settings?: SettingsInput;
  readonly resolvers?: ResolverMap;
  /** In place of the stub. */
  readonly origin?: string;
  /** What happens beside the operation. */
  readonly beside?: () => void;
}

/** Runs the scene until its trace names as many causes as are expected, and gives those; a gateway serves all runs of a scene. */
async function causesOf(scene: Scene, expected: readonly string[]): Promise<readonly ToldCause[]> {
  return (await traceOf(scene, expected)).causes;
}

async function traceOf(scene: Scene, expected: readonly string[]): Promise<ToldOperation> {
  const { fields, types = '', routes = {}, settings = {}, resolvers, origin, beside } = scene;
  await using stub = await startStubUpstream({ '*': PANEL, ...routes });
  await using overlap = createOverlap({
    typeDefs: `${LINK} @source(name: "api", http: { baseURL: "${origin ?? stub.origin}" }) type Query { ${fields} } ${types}`,
    settings: { deadline: '1m', sourceDefaults: PATIENT, ...settings },
    ...(resolvers && { resolvers }),
  });
  const names = [...fields.matchAll(/(\w+)(?=: \S+ (?:@connect|#))/g)].map(([, name]) => name);
  const query = `{ ${names.map((name) => (types === '' ? name : `${name} { id below { id name } }`)).join(' ')} }`;
  let told: ToldOperation | undefined;
  await expect
    .poll(
      async () => {
        beside?.();
        const { extensions, errors } = await overlap.query({ query, trace: true });
        expect(errors).toBeUndefined();
        told = extensions?.overlap as unknown as ToldOperation;
        const kinds = told.causes.map(({ kind }) => kind);
        // What needs a processor for long shares it with whatever else runs on the machine, and a trace says so.
        return expected.includes('event loop') ? kinds.filter((kind) => kind !== 'processor') : kinds;
      },
      { timeout: 120_000, interval: 20 },
    )
    .toEqual(expected);
  if (told === undefined) throw new Error('Nothing was traced.');
  return told;
}

const PATIENT = { timeout: { connect: '30s', attempt: '30s', queue: '30s' } } as const;

const PANEL: StubRoute = { delayMs: 200, body: { value: 1 } };

function panels(count: number): string {
  return Array.from(
    { length: count },
    (_, id) => `p${id}: Int @connect(source: "api", http: { GET: "/panels/${id}" }, selection: "$.value")`,
  ).join(' ');
}

/** A type whose objects need a second call. */
const CHAIN = {
  fields: 'thing: Thing @connect(source: "api", http: { GET: "/thing" }, selection: "id")',
  types: `type Thing { id: ID below: Below @connect(source: "api", http: { GET: "/below/{$this.id}" }, selection: "id name") }
    type Below { id: ID name: String }`,
  routes: {
    'GET /thing': { delayMs: 200, body: { id: 7 } },
    'GET /below/7': { delayMs: 200, body: { id: 8, name: 'below' } },
  },
} satisfies Scene;

interface Context {
  readonly overlap: OverlapContext;
}

describe('a healthy run', () => {
  test('names no cause', async () => {
    const { calls, overlapFactor } = await traceOf({ fields: panels(10) }, []);
    expect(calls).toHaveLength(10);
    expect(overlapFactor).toBeGreaterThan(5);
  });

  test('names none when a resolver makes its calls at once', async () => {
    const own = async (_: unknown, __: unknown, { overlap }: Context) => {
      await Promise.all([1, 2, 3].map((id) => overlap.call('api', { path: `/own/${id}` })));
      return 1;
    };
    const { calls } = await traceOf({ fields: `own: Int #\n ${panels(2)}`, resolvers: { Query: { own } } }, []);
    expect(calls).toHaveLength(5);
  });
});

describe('is named, and only it:', () => {
  test('a key of another call', async () => {
    const [cause] = await causesOf(CHAIN, ['key']);
    expect(cause).toMatchObject({ call: 2, text: expect.stringContaining('for `graph:Query.thing[0]` (call 1)') });
  });

  test('the limit of connections', async () => {
    const [cause] = await causesOf({ fields: panels(6), settings: settingsOf({ connections: 2 }) }, ['connections']);
    expect(cause?.text).toMatch(
      /^4 calls to `api` waited until one of its 2 connections was free, the longest \d+ ms\.$/,
    );
  });

  test('the queue of a source that bears no more', async () => {
    const settings = settingsOf({ adaptive: { min: 4 } });
    const [cause] = await causesOf({ fields: panels(60), settings }, ['queue']);
    expect(cause?.text).toContain('its latency lets only');
  });

  test('a rate limit', async () => {
    const settings = settingsOf({ rateLimit: { perSecond: 10, burst: 2 } });
    const [cause] = await causesOf({ fields: panels(4), settings }, ['rate limit']);
    expect(cause?.text).toContain('A rate limit held');
  });

  test('a connection that is slow to be made', async () => {
    await using server = await startSlowTls(300);
    await causesOf({ fields: panels(3), origin: server.origin }, ['connect']);
  });

  test('new connections each time', async () => {
    const routes = { '*': { ...PANEL, headers: { connection: 'close' } } };
    const [cause] = await causesOf({ fields: panels(5), routes }, ['new connections']);
    expect(cause?.text).toContain('`api` closes connections after its answers: 5 calls had to connect again');
  });

  test('a blocked event loop, and by what', async () => {
    const busy = (): number => {
      const from = process.threadCpuUsage().user;
      while (process.threadCpuUsage().user - from < 150_000);
      return 1;
    };
    const scene = { fields: `busy: Int #\n ${panels(3)}`, resolvers: { Query: { busy } } };
    const causes = await causesOf(scene, ['event loop']);
    const cause = causes.find(({ kind }) => kind === 'event loop');
    expect(cause).toMatchObject({ resolver: 'Query.busy', text: expect.stringContaining('`Query.busy`') });
  });

  test('a process without a processor', async () => {
    const stop = (): void => {
      spawn('sh', ['-c', `sleep 0.05; kill -STOP ${process.pid}; sleep 0.2; kill -CONT ${process.pid}`]).unref();
    };
    await causesOf({ fields: panels(3), beside: stop }, ['processor']);
  });

  test('sequential awaits of a resolver', async () => {
    const own = async (_: unknown, __: unknown, { overlap }: Context) => {
      for (const id of [1, 2, 3]) await overlap.call('api', { path: `/own/${id}` });
      return 1;
    };
    const scene = { fields: `own: Int #\n ${panels(2)}`, resolvers: { Query: { own } } };
    const [cause] = await causesOf(scene, ['sequential awaits']);
    expect(cause).toMatchObject({
      resolver: 'Query.own',
      text: expect.stringContaining('made 3 calls one after the other'),
    });
  });

  test('a batch that was split for an upstream that answers one at a time', async () => {
    let last = Promise.resolve();
    const batch: StubRoute = async ({ body }) => {
      const before = last;
      const own = Promise.withResolvers<void>();
      last = own.promise;
      await before;
      await sleep(150);
      own.resolve();
      return { body: JSON.parse(body).map((id: number) => ({ id, name: `n${id}` })) };
    };
    const [cause] = await causesOf(
      {
        fields: 'rows: [Row] @connect(source: "api", http: { GET: "/rows" }, selection: "id below: { id }")',
        types: `type Row { id: ID below: Below }
          type Below @connect(source: "api", http: { POST: "/below", body: "$($batch.id)" }, batch: { maxSize: 2 }, selection: "id name") { id: ID! name: String }`,
        routes: { 'GET /rows': { body: [1, 2, 3, 4, 5].map((id) => ({ id })) }, 'POST /below': batch },
      },
      ['batch split'],
    );
    expect(cause?.text).toContain('The batch of 5 for `graph:Below[0]` was split into 3 calls by `maxSize: 2`');
  });

  test('a retry', async () => {
    let count = 0;
    const flaky: StubRoute = () => {
      count += 1;
      return { delayMs: 100, ...(count % 2 === 1 ? { status: 503 } : { body: { value: 1 } }) };
    };
    const scene = {
      fields: panels(2),
      routes: { 'GET /panels/0': flaky, 'GET /panels/1': { ...PANEL, delayMs: 250 } },
    };
    const [cause] = await causesOf(scene, ['retry']);
    expect(cause?.text).toContain('was tried 2 times, because the first answer had status 503');
  });

  test('an upstream that is simply slow', async () => {
    const routes = { 'GET /panels/1': { ...PANEL, delayMs: 900 } };
    const [cause] = await causesOf({ fields: panels(4), routes }, ['slow upstream']);
    expect(cause).toMatchObject({ call: 2, text: expect.stringContaining('for `graph:Query.p1[0]` (call 2)') });
  });
});

function settingsOf(source: NonNullable<SettingsInput['sources']>[string]): SettingsInput {
  return { sources: { api: source } };
}

/** A server that takes its time to find its certificate, and closes what was idle for a moment, so that each run connects anew. */
async function startSlowTls(delayMs: number): Promise<AsyncDisposable & { readonly origin: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'overlap-tls-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', ...name];
  execFileSync('openssl', ['req', ...made, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const [key, cert] = [readFileSync(keyFile, 'utf8'), readFileSync(certFile, 'utf8')];
  rmSync(folder, { recursive: true });
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, cert]);
  const found = createSecureContext({ key, cert });
  const server = createServer(
    {
      key,
      cert,
      SNICallback: (_, callback) => void setTimeout(() => callback(null, found), delayMs),
    },
    (_, response) => {
      // The answer's length is known and the connection is kept; it ends when nobody has used it for so long.
      setTimeout(() => response.setHeader('content-type', 'application/json').end('{"value":1}'), 200);
    },
  );
  server.keepAliveTimeout = 1_000;
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      setDefaultCACertificates(trusted);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
