import { describe, expect, test } from 'vitest';
import { parseSettingsText } from '../../src/settings/parse-settings-text.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import { type Settings, settingsOfService, settingsOfSource } from '../../src/settings/settings.ts';
import { printSettingsFault } from '../../src/settings/settings-fault.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';

function resolved(input: SettingsInput): Settings {
  const outcome = resolveSettings(input);
  if (!outcome.ok) throw new Error(outcome.failure.map(printSettingsFault).join('\n'));
  return outcome.value;
}

/** What {@link resolveSettings} says about input that the types would refuse, too. */
function faults(input: unknown): readonly string[] {
  const outcome = resolveSettings(input as SettingsInput);
  return outcome.ok ? [] : outcome.failure.map(printSettingsFault);
}

describe('defaults', () => {
  test('every default is as documented', () => {
    expect(resolved({})).toEqual({
      mode: 'production',
      server: {
        host: '127.0.0.1',
        port: 4000,
        path: '/graphql',
        admin: { kind: 'own listener', host: '127.0.0.1', port: 4001, required: false },
        maxBodyBytes: 1024 * 1024,
        reusePort: false,
      },
      introspection: false,
      deadlineMs: 5_000,
      deferDeadlineMs: 30_000,
      deadlineRequestHeader: 'overlap-deadline-ms',
      limits: { maxTokens: 10_000, maxDepth: 20, maxAliases: 1_000, maxRootFields: 1_000, maxCost: 2_000 },
      http: { partialStatus: 200, compression: true },
      onError: 'PROPAGATE',
      strictTypes: false,
      cors: { origins: [] },
      trace: {},
      log: { level: 'info' },
      serverTiming: 'off',
      overload: { enabled: true, maxConcurrent: 10_000, maxDelayMs: 500 },
      live: {
        maxStreams: 10_000,
        maxStreamsPerConnection: 100,
        maxTopics: 1_000,
        heartbeatMs: 10_000,
        connectionHeaders: [],
      },
      store: { kind: 'memory' },
      config: {},
      context: {},
      maxRequestsPerOperation: 1_000,
      sourceDefaults: {
        config: {},
        timeout: { connectMs: 1_000, attemptMs: 3_000, queueMs: 1_000 },
        maxConnections: 128,
        maxQueued: 1_000,
        maxResponseBytes: 10 * 1024 * 1024,
        maxRequestsPerOperation: 1_000,
        retry: { enabled: true, idempotent: false, maxAttempts: 2, budgetRatio: 0.2 },
        breaker: { enabled: true, failureRatio: 0.5, minCalls: 20, windowMs: 10_000, openMs: 5_000 },
        coalesce: { enabled: true },
        cache: { enabled: true, maxBytes: 64 * 1024 * 1024, staleIfErrorMs: 0, staleWhileRevalidateMs: 0 },
        redirects: 'refuse',
        forwardHeaders: [],
        headers: [],
        allowEmptySegments: false,
        lenientContentTypes: false,
        exposeProblem: [],
        http2: false,
      },
      sources: new Map(),
    });
  });

  test('development keeps everything on one port', () => {
    expect(resolved({ mode: 'development' }).server.admin).toEqual({ kind: 'same listener' });
  });

  test('who names an admin address gets it in either mode', () => {
    const admin = { kind: 'own listener', host: '127.0.0.1', port: 9000, required: true };
    expect(resolved({ mode: 'development', server: { admin: { port: 9000 } } }).server.admin).toEqual(admin);
    expect(resolved({ server: { admin: { port: 9000 } } }).server.admin).toEqual(admin);
  });
});

describe('sources', () => {
  const settings = resolved({
    maxRequestsPerOperation: 50,
    sources: {
      orders: { timeout: { attempt: '250ms' }, retry: false, coalesce: false, deadlineHeader: true },
      'shop.orders': { rateLimit: { perSecond: 2.5 }, forwardHeaders: ['Authorization'], breaker: { open: '1s' } },
    },
  });

  test('what a source does not say is the default', () => {
    expect(settingsOfSource(settings, 'crm', 'orders')).toMatchObject({
      timeout: { connectMs: 1_000, attemptMs: 250, queueMs: 1_000 },
      retry: { enabled: false, maxAttempts: 2 },
      coalesce: { enabled: false },
      deadlineHeader: 'overlap-deadline-ms',
      maxRequestsPerOperation: 50,
    });
  });

  test('the name with its service wins over the bare name', () => {
    expect(settingsOfSource(settings, 'shop', 'orders')).toMatchObject({
      timeout: { attemptMs: 3_000 },
      rateLimit: { perSecond: 2.5, burst: 3 },
      forwardHeaders: ['authorization'],
      breaker: { enabled: true, openMs: 1_000, minCalls: 20 },
    });
  });

  test('a source without settings has the defaults', () => {
    expect(settingsOfSource(settings, 'shop', 'users')).toBe(settings.sourceDefaults);
  });
});

describe('policies of calls', () => {
  const settings = resolved({
    sourceDefaults: { hedge: true, cache: { staleIfError: '10m' }, adaptive: { min: 7 } },
    sources: {
      a: { hedge: { after: 'p99.5', idempotent: true }, cache: { maxBytes: '1MiB' }, adaptive: true },
      b: { hedge: false, cache: false, adaptive: false },
      c: { hedge: { after: '50ms' }, cache: { staleIfError: false } },
    },
  });
  const of = (name: string) => settingsOfSource(settings, 'graph', name);

  test('what a source says of one counts before what all say, member by member', () => {
    expect(of('a')).toMatchObject({
      hedge: { after: { kind: 'percentile', ratio: 0.995 }, budgetRatio: 0.05, idempotent: true },
      cache: { enabled: true, maxBytes: 1024 * 1024, staleIfErrorMs: 600_000, staleWhileRevalidateMs: 0 },
      adaptive: { minConcurrent: 7 },
    });
    expect(of('c')).toMatchObject({ hedge: { after: { kind: 'delay', ms: 50 } }, cache: { staleIfErrorMs: 0 } });
  });

  test('what all have, one can do without', () => {
    expect(of('b').cache.enabled).toBe(false);
    expect(of('b')).not.toHaveProperty('hedge');
    expect(of('b')).not.toHaveProperty('adaptive');
  });
});

test('`onError: NULL` needs no quotes, though YAML reads it as its null', () => {
  const { value } = parseSettingsText({ name: 'overlap.yaml', text: 'onError: NULL' }, {});
  expect(resolveSettings(value as SettingsInput)).toMatchObject({ ok: true, value: { onError: 'NULL' } });
});

describe('faults', () => {
  test('all faults are found at once, each with its path', () => {
    expect(faults({ deadline: '2', onError: 'null', server: { port: 70_000 } })).toEqual([
      'server.port: Expected a port, a whole number from 0 to 65535.',
      'deadline: Expected a duration such as `250ms`, `2s` or `5m`.',
      'onError: Expected `PROPAGATE`, `NULL` or `HALT`.',
    ]);
  });

  test('an unknown name gets a suggestion from where it stands', () => {
    expect(faults({ sources: { orders: { timeot: {} } } })).toEqual([
      'sources.orders.timeot: There is no setting `sources.orders.timeot`. Did you mean `timeout`?',
    ]);
    expect(faults({ sources: { orders: { retry: { atempts: 2 } } } })).toEqual([
      'sources.orders.retry.atempts: There is no setting `sources.orders.retry.atempts`. Did you mean `attempts`?',
    ]);
  });

  test("a name of the Router's is answered with ours", () => {
    expect(faults({ sources: { orders: { override_url: 'http://x' } } })).toEqual([
      'sources.orders.override_url: There is no setting `sources.orders.override_url`. Here it is `baseURL`.',
    ]);
  });

  test('a client secret is sent in the clear to this machine only', () => {
    const faultsOf = (tokenUrl: string) =>
      faults({ sources: { a: { oauth: { tokenUrl, clientId: 'a', clientSecret: 'b' } } } });
    for (const tokenUrl of ['https://id.example/token', 'http://localhost:1/t', 'http://127.0.0.1/t', 'http://[::1]/t'])
      expect(faultsOf(tokenUrl)).toEqual([]);
    for (const tokenUrl of ['http://id.example/t', 'http://127.0.0.1.evil.example/t', 'ftp://localhost/t', 'token'])
      expect(faultsOf(tokenUrl)).toEqual([
        'sources.a.oauth.tokenUrl: Expected an https: URL; http: only on this machine: a secret is sent there.',
      ]);
  });

  test('credentials belong to one source', () => {
    expect(faults({ sourceDefaults: { oauth: false } })).toHaveLength(1);
  });

  test('what is no percentile and no duration is not late', () => {
    for (const after of ['p0', 'p100', '95', 'soon'])
      expect(faults({ sources: { a: { hedge: { after } } } })).toEqual([
        'sources.a.hedge.after: Expected a percentile such as `p95`, or a duration such as `50ms`.',
      ]);
  });

  test('a shared store is named by a URL', () => {
    expect(faults({ store: { valkey: 'redis://localhost:6379/1' } })).toEqual([]);
    expect(faults({ store: { valkey: 'http://localhost' } })).toHaveLength(1);
    expect(faults({ store: 'redis' })).toHaveLength(1);
  });

  test('the fault of an alternative is told where it lies', () => {
    expect(faults({ sources: { a: { rateLimit: { perSecond: 'x' } } } })).toEqual([
      'sources.a.rateLimit.perSecond: Expected a number.',
    ]);
    expect(faults({ sources: { a: { breaker: 3 } } })).toEqual([
      'sources.a.breaker: Expected `true`, `false`, or a mapping of names to values.',
    ]);
  });

  test('no value is quoted, it may be confidential', () => {
    expect(faults({ sources: { a: { baseURL: 'secret' } }, cors: { origins: ['secret'] } }).join()).not.toContain(
      'secret',
    );
  });

  test('the endpoint cannot stand where a page of ours does', () => {
    expect(faults({ server: { path: '/health/ready' } })).toEqual(['server.path: Overlap has pages of its own there.']);
    expect(faults({ server: { path: '/' } })).toEqual([]);
  });

  test('an origin is given without a path', () => {
    expect(faults({ cors: { origins: ['https://a.example/'] } })).toHaveLength(1);
    expect(faults({ cors: { origins: ['https://a.example', '*'] } })).toEqual([]);
  });
});

describe('what holds for every source', () => {
  const settings = resolved({
    $config: { region: 'eu' },
    sourceDefaults: {
      timeout: { attempt: '800ms' },
      rateLimit: { perSecond: 3 },
      deadlineHeader: true,
      headers: [{ insert: { name: 'X-Team', value: 'shop' } }],
    },
    sources: {
      orders: { timeout: { connect: '100ms' } },
      rates: { rateLimit: false, deadlineHeader: false, headers: [], $config: { region: 'us' } },
      'shop.*': { connections: 3 },
    },
  });

  test('is changed member by member by what a source says', () => {
    expect(settingsOfSource(settings, 'crm', 'orders')).toMatchObject({
      timeout: { connectMs: 100, attemptMs: 800 },
      rateLimit: { perSecond: 3, burst: 3 },
      deadlineHeader: 'overlap-deadline-ms',
      headers: [{ kind: 'insert', name: 'x-team', value: 'shop' }],
    });
  });

  test('can be taken back', () => {
    const rates = settingsOfSource(settings, 'crm', 'rates');
    expect([rates.rateLimit, rates.deadlineHeader, rates.headers]).toEqual([undefined, undefined, []]);
  });

  test("includes the top level's $config, for a source that sets none", () => {
    expect(settingsOfSource(settings, 'crm', 'orders').config).toEqual({ region: 'eu' });
    expect(settingsOfSource(settings, 'crm', 'unnamed').config).toEqual({ region: 'eu' });
    expect(settingsOfSource(settings, 'crm', 'rates').config).toEqual({ region: 'us' });
  });

  test('of one service stands under its name and a star', () => {
    expect(settingsOfSource(settings, 'shop', 'unnamed').maxConnections).toBe(3);
    expect(settingsOfSource(settings, 'shop', 'orders').maxConnections).toBe(128);
    expect(settingsOfService(settings, 'shop').maxConnections).toBe(3);
  });
});

describe('header rules', () => {
  const rules = (headers: unknown) => faults({ sources: { a: { headers } } }).map((fault) => fault.split(': ').pop());

  test('are read in their order', () => {
    const { headers } = settingsOfSource(
      resolved({
        sources: {
          a: {
            headers: [
              { propagate: { named: 'X-User', rename: 'X-Account', default: 'none' } },
              { propagate: { matching: '(?i)^X-' } },
              { insert: { name: 'X-Version', value: 2 } },
              { remove: { named: 'Cookie' } },
              { remove: { matching: '^x-legacy' } },
            ],
          },
        },
      }),
      's',
      'a',
    );
    expect(headers).toEqual([
      { kind: 'propagate', named: 'x-user', as: 'x-account', default: 'none' },
      { kind: 'propagate matching', pattern: /^X-/iu },
      { kind: 'insert', name: 'x-version', value: '2' },
      { kind: 'remove', named: 'cookie' },
      { kind: 'remove matching', pattern: /^x-legacy/u },
    ]);
  });

  test.each([
    [[{}], 'Write one of `propagate`, `insert` and `remove`.'],
    [[{ propagate: { named: 'a' }, remove: { named: 'a' } }], 'Write one of `propagate`, `insert` and `remove`.'],
    [[{ propagate: {} }], 'Write one of `named` and `matching`.'],
    [[{ propagate: { matching: '.*', rename: 'b' } }], '`rename` and `default` go with `named` only.'],
    [[{ propagate: { named: 'host' } }], '`host` belongs to the connection; it cannot be passed on.'],
    [[{ propagate: { matching: '(' } }], 'Expected a regular expression.'],
    [[{ insert: { name: 'content-length', value: '1' } }], 'This header belongs to the connection; it cannot be set.'],
    [[{ insert: { name: 'x', value: 'a\r\nb: c' } }], 'A header holds no control characters.'],
    [[{ insert: { name: 'x y', value: '' } }], 'Expected the name of a header.'],
  ])('%j is a fault', (headers, sentence) => {
    expect(rules(headers)).toEqual([sentence]);
  });
});

describe('a quota', () => {
  test('counts by address unless it says by which header', () => {
    expect(resolved({ quota: { perSecond: 2.5 } }).quota).toEqual({ perSecond: 2.5, burst: 3, by: { kind: 'ip' } });
    expect(resolved({ quota: { perSecond: 1, burst: 9, by: 'header:X-Key' } }).quota).toEqual({
      perSecond: 1,
      burst: 9,
      by: { kind: 'header', name: 'x-key' },
    });
  });

  test('that counts by something else is a fault', () => {
    expect(faults({ quota: { perSecond: 1, by: 'cookie' } })).toEqual(['quota.by: Expected `ip` or `header:NAME`.']);
  });
});
