import { describe, expect, test } from 'vitest';
import { createOverlap } from '../src/index.ts';
import type { SettingsInput } from '../src/settings/settings-schema.ts';
import type { Upstream } from '../src/upstream/upstream.ts';
import { createUpstreamPool, type UpstreamPool } from '../src/upstream-pool.ts';
import { startStubUpstream } from './harness/stub-upstream.ts';

function fakeUpstream() {
  let closed = 0;
  const upstream: Upstream = {
    name: 'fake',
    send: () => Promise.reject(new Error('It is not called here.')),
    async [Symbol.asyncDispose]() {
      closed += 1;
    },
  };
  return { upstream, closed: () => closed };
}

describe('an upstream pool', () => {
  test('makes one client per key and closes it when the last has given it back, once', async () => {
    const pool = createUpstreamPool();
    const { upstream, closed } = fakeUpstream();
    let made = 0;
    const make = () => {
      made += 1;
      return upstream;
    };
    const first = pool.open('a', make);
    const second = pool.open('a', make);
    expect(made).toBe(1);
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    expect(closed()).toBe(0);
    await second[Symbol.asyncDispose]();
    expect(closed()).toBe(1);
    pool.open('a', make);
    expect(made).toBe(2);
  });
});

describe('a shared store', () => {
  test('is opened once for all gateways that name it, and closed after the last of them', async () => {
    const closed: string[] = [];
    const pool = createUpstreamPool();
    const counted: UpstreamPool = {
      open: pool.open,
      openStore: (key, make) =>
        pool.openStore(key, () => {
          const store = make();
          const close = async () => {
            closed.push(key);
            await store[Symbol.asyncDispose]();
          };
          return { ...store, [Symbol.asyncDispose]: close };
        }),
    };
    const open = (port: number) => {
      const settings: SettingsInput = { store: { valkey: `redis://127.0.0.1:${port}` } };
      return createOverlap({
        typeDefs: 'type Query { a: Int }',
        resolvers: { Query: { a: () => 1 } },
        settings,
        upstreams: counted,
      });
    };
    const [first, second, other] = [open(1), open(1), open(2)];
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    expect(closed).toEqual(['redis://127.0.0.1:2']);
    await second[Symbol.asyncDispose]();
    expect(closed).toEqual(['redis://127.0.0.1:2', 'redis://127.0.0.1:1']);
  });
});

describe('a gateway that takes over the clients of another', () => {
  const LINK = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])`;

  const ONE_SOCKET = { sources: { api: { connections: 1 } } };

  async function connectionsAfter(before: SettingsInput, after: SettingsInput): Promise<number> {
    await using stub = await startStubUpstream({ '*': { body: { value: 1 } } });
    const typeDefs = `${LINK} @source(name: "api", http: { baseURL: "${stub.origin}" })
      type Query { read: Int @connect(source: "api", http: { GET: "/read" }, selection: "$.value") }`;
    const upstreams = createUpstreamPool();
    const old = createOverlap({ typeDefs, settings: before, upstreams });
    expect(await old.query({ query: '{ read }' })).toEqual({ data: { read: 1 } });
    await using next = createOverlap({ typeDefs, settings: after, upstreams });
    await old[Symbol.asyncDispose]();
    expect(await next.query({ query: '{ read }' })).toEqual({ data: { read: 1 } });
    return stub.connections;
  }

  test('goes on with their connections where nothing about the source has changed', async () => {
    expect(await connectionsAfter({ deadline: '2m', ...ONE_SOCKET }, { deadline: '1m', ...ONE_SOCKET })).toBe(1);
  });

  test('makes its own where something has', async () => {
    expect(
      await connectionsAfter(ONE_SOCKET, { sources: { api: { connections: 1, timeout: { attempt: '1m' } } } }),
    ).toBe(2);
  });
});
