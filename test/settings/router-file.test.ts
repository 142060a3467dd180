/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how settings name environment variables */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { printDiagnostic } from '../../src/diagnostics/print-diagnostic.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { parseRouterDuration } from '../../src/settings/router/router-duration.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'overlap-router-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function read(text: string, flags: SettingsInput = {}) {
  writeFileSync(join(directory, 'router.yaml'), text);
  return readSettings({ directory, file: 'router.yaml', flags });
}

/** Place, message and hint of each finding. */
function findings(text: string): readonly string[] {
  return read(text).diagnostics.map((diagnostic) => {
    const [place = ''] = printDiagnostic(diagnostic).split('  ');
    return [place.replace('router.yaml:', ''), diagnostic.message, diagnostic.hint].filter(Boolean).join(' ');
  });
}

function accepted(text: string, flags: SettingsInput = {}) {
  const { settings, diagnostics } = read(text, flags);
  expect(diagnostics.map(printDiagnostic)).toEqual([]);
  if (settings === undefined) throw new Error('There are no settings.');
  return settings;
}

describe("a file of the Router's shape", () => {
  test('says which URL, $config and limit its sources have', () => {
    vi.stubEnv('OVERLAP_TEST_TOKEN', 'hush');
    const settings = accepted(`
connectors:
  preview_connect_v0_3: true
  debug_extensions: true
  max_requests_per_operation_per_source: 50
  sources:
    shop.orders:
      override_url: https://staging.example/v2
      $config: { token: "\${env.OVERLAP_TEST_TOKEN}", region: "\${env.OVERLAP_TEST_REGION:-eu}" }
      max_requests_per_operation: 7
`);
    expect(settings.maxRequestsPerOperation).toBe(50);
    expect(settings.sources.get('shop.orders')).toMatchObject({
      baseURL: 'https://staging.example/v2',
      config: { token: 'hush', region: 'eu' },
      maxRequestsPerOperation: 7,
    });
  });

  test('lets the deprecated form win', () => {
    const { sources } = accepted(`
connectors:
  subgraphs:
    shop:
      $config: { from: old }
      sources:
        orders: { override_url: "https://old.example" }
  sources:
    shop.orders: { override_url: "https://new.example", $config: { from: new }, max_requests_per_operation: 3 }
    shop.rates: { $config: { from: new } }
    crm.users: { $config: { from: new } }
`);
    expect(sources.get('shop.orders')).toMatchObject({
      baseURL: 'https://old.example',
      config: { from: 'old' },
      maxRequestsPerOperation: 3,
    });
    expect(sources.get('shop.rates')?.config).toEqual({ from: 'old' });
    expect(sources.get('shop.*')?.config).toEqual({ from: 'old' });
    expect(sources.get('crm.users')?.config).toEqual({ from: 'new' });
  });

  test('shapes the traffic of all sources and of each', () => {
    const settings = accepted(`
traffic_shaping:
  router: { timeout: 10s, concurrency_limit: 300 }
  connector:
    all: { timeout: 1m 30s, global_rate_limit: { capacity: 20, interval: 2s } }
    sources:
      shop.orders: { timeout: 100ms, experimental_http2: enable }
`);
    expect(settings.deadlineMs).toBe(10_000);
    expect(settings.overload.maxConcurrent).toBe(300);
    expect(settings.sourceDefaults).toMatchObject({
      timeout: { attemptMs: 90_000 },
      rateLimit: { perSecond: 10, burst: 20 },
    });
    expect(settings.sources.get('shop.orders')).toMatchObject({
      timeout: { attemptMs: 100 },
      rateLimit: { perSecond: 10, burst: 20 },
      http2: true,
    });
  });

  test('changes headers, for all sources before each', () => {
    const settings = accepted(`
headers:
  connector:
    sources:
      shop.orders: { request: [{ remove: { named: x-b } }] }
    all:
      request:
        - propagate: { matching: "^x-.*" }
        - insert: { name: x-a, value: "1" }
`);
    const all = [
      { kind: 'propagate matching', pattern: /^x-.*/u },
      { kind: 'insert', name: 'x-a', value: '1' },
    ];
    expect(settings.sourceDefaults.headers).toEqual(all);
    expect(settings.sources.get('shop.orders')?.headers).toEqual([...all, { kind: 'remove', named: 'x-b' }]);
  });

  test('says where the server listens, to whom, and what it reads', () => {
    const settings = accepted(`
supergraph: { listen: "[::1]:4010", path: /api, introspection: true }
health_check: { enabled: true, listen: "0.0.0.0:8088", path: /health }
include_subgraph_errors: { all: true }
cors: { origins: ["https://a.example"], policies: [{ origins: ["https://b.example"] }] }
limits: { max_depth: 9, max_aliases: 8, max_root_fields: 7, parser_max_tokens: 6, http_max_request_bytes: 5000 }
`);
    expect(settings.server).toMatchObject({
      host: '::1',
      port: 4010,
      path: '/api',
      maxBodyBytes: 5000,
      admin: { kind: 'own listener', host: '0.0.0.0', port: 8088 },
    });
    expect(settings.introspection).toBe(true);
    expect(settings.cors.origins).toEqual(['https://a.example', 'https://b.example']);
    expect(settings.limits).toMatchObject({ maxDepth: 9, maxAliases: 8, maxRootFields: 7, maxTokens: 6 });
  });

  test('yields to the command line', () => {
    expect(accepted('supergraph: { listen: "127.0.0.1:1" }', { server: { port: 2 } }).server.port).toBe(2);
  });
});

describe('what has no place here', () => {
  test('is refused key by key, in the order of the file, with what to do', () => {
    expect(
      findings(`
supergraph:
  query_planning: {}
telemetry:
  apollo: {}
traffic_shaping:
  all: { timeout: 1s }
  connector:
    all: { compression: gzip }
headers:
  connector:
    all:
      request:
        - insert: { name: x, from_context: tenant }
something: 1
`),
    ).toEqual([
      "3:3 Overlap has nothing for the Router's `supergraph.query_planning`. Plans are made from the schema at startup; there is nothing to tune.",
      "4:1 Overlap has nothing for the Router's `telemetry`. Logs go to standard error, one line per operation.",
      "7:3 Overlap has nothing for the Router's `traffic_shaping.all`. It shapes calls to subgraphs, of which there are none; connectors are under `traffic_shaping.connector`.",
      "9:12 Overlap has nothing for the Router's `traffic_shaping.connector.all.compression`. Bodies of requests are sent uncompressed.",
      '14:30 Overlap has nothing for the Router\'s `headers.connector.all.request.0.insert.from_context`. Only a fixed `value` can be inserted; write the header in the schema: `{ name, value: "{$context.…}" }`.',
      "15:1 Overlap has nothing for the Router's `something`.",
    ]);
  });

  test('gets the nearest name where one is near', () => {
    expect(findings('connectors: { sources: { a.b: { overide_url: x } } }')).toEqual([
      "1:33 Overlap has nothing for the Router's `connectors.sources.a.b.overide_url`. Did you mean `override_url`?",
    ]);
  });

  test('includes values that mean what is not so', () => {
    expect(findings('include_subgraph_errors: { all: false }')).toHaveLength(1);
    expect(findings('health_check: { enabled: false }')).toHaveLength(1);
  });

  test('includes files as values', () => {
    expect(findings('connectors: { sources: { a.b: { $config: { key: "${file./run/key}" } } } }')).toEqual([
      '1:49 `connectors.sources.a.b.$config.key`: Files are not read into settings; use an environment variable.',
    ]);
  });
});

describe('a faulty value', () => {
  test("is told at its place, under the Router's name", () => {
    expect(
      findings(`
connectors:
  sources:
    shop.orders: { override_url: nowhere, max_requests_per_operation: many }
traffic_shaping: { connector: { all: { timeout: 30, global_rate_limit: { capacity: 0, interval: 1s } } } }
`),
    ).toEqual([
      '4:34 `connectors.sources.shop.orders.override_url`: Expected an absolute http: or https: URL.',
      '4:71 `connectors.sources.shop.orders.max_requests_per_operation`: Expected an amount, a whole number from 1 to 1000000000.',
      '5:49 `traffic_shaping.connector.all.timeout`: Expected a duration such as `30s`, `100ms` or `1m 30s`.',
      '5:84 `traffic_shaping.connector.all.global_rate_limit.capacity`: Expected a whole number of calls, 1 at least.',
    ]);
  });

  test('and a source that the schema lacks are found where they were written', () => {
    const { diagnose } = read('connectors:\n  sources:\n    shop.order: { override_url: "http://a.example" }\n');
    const found = diagnose({ path: ['sources', 'shop.order'], at: 'name', message: 'None.' });
    expect(printDiagnostic(found)).toContain('router.yaml:3:5');
  });
});

test('a file with one of our own names at its top is ours', () => {
  expect(findings('mode: production\nconnectors: {}\n')).toEqual([
    '2:1 There is no setting `connectors`. A file of the Router is read as a whole; in one of ours write `sources.NAME`, with our names.',
  ]);
});

describe('APOLLO_CONNECTORS_MAX_REQUESTS_PER_OPERATION', () => {
  test('wins over the global limit of either file, not over that of a source', () => {
    vi.stubEnv('APOLLO_CONNECTORS_MAX_REQUESTS_PER_OPERATION', '9');
    const settings = accepted(
      'connectors: { max_requests_per_operation_per_source: 50, sources: { a.b: { max_requests_per_operation: 5 } } }',
    );
    expect(settings.maxRequestsPerOperation).toBe(9);
    expect(settings.sources.get('a.b')?.maxRequestsPerOperation).toBe(5);
    expect(accepted('maxRequestsPerOperation: 50').sourceDefaults.maxRequestsPerOperation).toBe(9);
  });
});

test.each([
  ['30s', 30_000],
  ['100ms', 100],
  ['1m 30s', 90_000],
  ['2hours', 7_200_000],
  ['30', undefined],
  ['', undefined],
  ['1x', undefined],
])('%j is %s milliseconds to the Router', (text, ms) => {
  expect(parseRouterDuration(text)).toBe(ms);
});
