import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createOverlap, type Overlap } from '../../src/index.ts';
import { createApp } from '../../src/server/app.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { type Clock, systemClock } from '../../src/time/clock.ts';
import { type StubUpstream, startStubUpstream } from '../harness/stub-upstream.ts';
import { recordingLogger } from '../server/fake-gateway.ts';
import { findValkeyServer, startValkeyServer, type ValkeyServer } from './helpers/valkey-server.ts';

const program = findValkeyServer();
if (program === undefined && process.env.CI === 'true')
  throw new Error('The tests of a fleet need a server that is not here: apt-get install redis-server');

/** What one operation on the store may cost, and what a busy machine may add; a call makes three at most. */
const STORE_MS = 50;
const TOLERANCE_MS = 10_000;

/** With it an operation on the store may take long: a store that is well is used, however busy the machine. */
const patientClock: Clock = {
  ...systemClock,
  after: (ms, action) => systemClock.after(ms === STORE_MS ? 30_000 : ms, action),
};

describe.skipIf(program === undefined)('two gateways with one store', () => {
  let server: ValkeyServer;
  let upstream: StubUpstream;
  let answered = 0;
  const open: AsyncDisposable[] = [];

  beforeAll(async () => {
    server = await startValkeyServer(program ?? '');
    upstream = await startStubUpstream({
      '*': ({ url }) => {
        answered += 1;
        const control = url.startsWith('/private') ? 'private, max-age=60' : 'max-age=60';
        return { body: { value: answered }, headers: { 'cache-control': url === '/loose' ? 'no-store' : control } };
      },
    });
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await upstream?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  function gateway(api: NonNullable<SettingsInput['sources']>[string] = {}, clock = patientClock): Overlap {
    const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
      @source(name: "api", http: { baseURL: "${upstream.origin}", headers: [{ name: "authorization", from: "authorization" }] })
    type Query {
      item(id: String!): Int @connect(source: "api", http: { GET: "/items/{$args.id}" }, selection: "$.value")
      private(id: String!): Int @connect(source: "api", http: { GET: "/private/{$args.id}" }, selection: "$.value")
      loose: Int @connect(source: "api", http: { GET: "/loose" }, selection: "$.value")
    }
    type Mutation { set(id: String!): Int @connect(source: "api", http: { POST: "/items/{$args.id}" }, selection: "$.value") }`;
    const settings: SettingsInput = { store: { valkey: server.url }, deadline: '1m', sources: { api } };
    const overlap = createOverlap({ typeDefs, settings, clock });
    open.push(overlap);
    return overlap;
  }

  async function ask(overlap: Overlap, query: string, authorization?: string): Promise<unknown> {
    const headers = authorization === undefined ? {} : { authorization };
    const { data, errors } = await overlap.query({ query, headers });
    return errors?.[0]?.extensions.code ?? Object.values(data ?? {})[0];
  }

  /** Until what a gateway keeps, another finds. */
  async function untilConnected(...overlaps: readonly Overlap[]): Promise<void> {
    for (const { store } of overlaps) {
      const probe = store?.keyValues('probe', 1_000);
      await expect
        .poll(
          async () => {
            await probe?.set('there', 'yes');
            return probe?.get('there');
          },
          { timeout: 20_000 },
        )
        .toBe('yes');
    }
  }

  const written = () => sleep(50);

  test('share answers, and the loss of them when something is written', async () => {
    const [one, two] = [gateway(), gateway()];
    await untilConnected(one, two);
    const first = await ask(one, '{ item(id: "a") }');
    await written();
    expect(await ask(two, '{ item(id: "a") }')).toBe(first);
    await ask(two, 'mutation { set(id: "a") }');
    await written();
    expect(await ask(one, '{ item(id: "a") }')).not.toBe(first);
  });

  test('never give a private answer to somebody else', async () => {
    const [one, two] = [gateway(), gateway()];
    await untilConnected(one, two);
    const ada = await ask(one, '{ private(id: "a") }', 'ada');
    await written();
    expect(await ask(two, '{ private(id: "a") }', 'eve')).not.toBe(ada);
    expect(await ask(two, '{ private(id: "a") }', 'ada')).toBe(ada);
  });

  test('have nothing in common where they call with different credentials of their own', async () => {
    await using tokens = await startStubUpstream({
      '*': { body: { access_token: 't', token_type: 'Bearer', expires_in: 60 } },
    });
    const as = (clientId: string) =>
      gateway({ oauth: { tokenUrl: `${tokens.origin}/token`, clientId, clientSecret: 's' } });
    const [one, same, other] = [as('one'), as('one'), as('other')];
    await untilConnected(one, same, other);
    const first = await ask(one, '{ item(id: "signed") }');
    await written();
    expect(await ask(same, '{ item(id: "signed") }')).toBe(first);
    expect(await ask(other, '{ item(id: "signed") }')).not.toBe(first);
  });

  test('keep to one rate limit together', async () => {
    const limited = { cache: false, rateLimit: { perSecond: 20, burst: 4 }, timeout: { queue: '5s' } } as const;
    const [one, two] = [gateway(limited), gateway(limited)];
    await untilConnected(one, two);
    const from = performance.now();
    const ids = Array.from({ length: 12 }, (_, id) => id);
    const answers = await Promise.all(ids.map((id) => ask(id % 2 === 0 ? one : two, `{ item(id: "limited-${id}") }`)));
    expect(answers.every((value) => typeof value === 'number')).toBe(true);
    // Four at once, eight more at twenty a second.
    expect(performance.now() - from).toBeGreaterThan(380);
  });

  test('know the persisted queries of each other', async () => {
    const [one, two] = [gateway(), gateway()];
    await untilConnected(one, two);
    const apps = [one, two].map((overlap) => createApp(overlap, { logger: recordingLogger() }));
    const query = '{ item(id: "persisted") }';
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
    const post = async (app: (typeof apps)[number] | undefined, payload: object) =>
      (await app?.inject({ method: 'POST', url: '/graphql', payload }))?.json();
    const unknown = await post(apps[1], { extensions: { persistedQuery } });
    expect(unknown.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect((await post(apps[0], { query, extensions: { persistedQuery } })).errors).toBeUndefined();
    await written();
    expect((await post(apps[1], { extensions: { persistedQuery } })).data).toEqual({ item: expect.any(Number) });
    for (const app of apps) await app.close();
  });

  test.each(['hangs', 'is killed'])('go on in time while it %s, each keeping to the limit alone', async (how) => {
    const limited = { rateLimit: { perSecond: 1_000, burst: 1_000 } };
    const [one, two] = [gateway(limited, systemClock), gateway(limited, systemClock)];
    await untilConnected(one, two);
    await ask(one, '{ item(id: "before") }');
    await written();
    if (how === 'hangs') server.freeze();
    else await server.stop();
    const took: number[] = [];
    for (let id = 0; id < 15; id += 1) {
      for (const overlap of [one, two]) {
        const from = performance.now();
        expect(await ask(overlap, `{ item(id: "during-${id}") }`)).toEqual(expect.any(Number));
        expect(await ask(overlap, 'mutation { set(id: "during") }')).toEqual(expect.any(Number));
        took.push(performance.now() - from);
      }
    }
    if (how === 'hangs') server.thaw();
    else await server.start();
    expect(Math.max(...took)).toBeLessThan(8 * STORE_MS + TOLERANCE_MS);
    // After a few that cost their limit, nobody waits any more.
    const waited = took.filter((ms) => ms >= STORE_MS).length;
    expect(waited).toBeLessThan(took.length / 2);
    await untilConnected(one, two);
    const first = await ask(one, '{ item(id: "after") }');
    await written();
    await expect.poll(() => ask(two, '{ item(id: "after") }'), { timeout: 10_000 }).toBe(first);
  });
});
