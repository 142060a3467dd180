import { execFile, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectWith } from '../cli/project-files.ts';
import { type StubUpstream, startStubUpstream } from '../harness/stub-upstream.ts';
import { type Served, serve } from './helpers/serve.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const isMissing = spawnSync('promtool', ['--version']).error !== undefined;
if (isMissing) {
  if (process.env.CI === 'true')
    throw new Error('Metrics need promtool, which is not here: apt-get install prometheus');
  console.warn('Skipped: metrics need promtool, which is not here (apt-get install prometheus).');
}

const SCHEMA = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "shop", http: { baseURL: "http://shop.example" })
type Query { a: Int @connect(source: "shop", http: { GET: "/a" }, selection: "$.n") b: Int @connect(source: "shop", http: { GET: "/b" }, selection: "$.n") }`;

describe.skipIf(isMissing)('promtool', () => {
  let stub: StubUpstream;
  let gateway: Served;
  let files: ReturnType<typeof projectWith>;

  beforeAll(async () => {
    stub = await startStubUpstream({ 'GET /a': { body: { n: 1 } }, 'GET /b': { status: 500, body: {} } });
    files = projectWith({
      'shop.graphql': SCHEMA,
      'overlap.yaml': JSON.stringify({ sources: { shop: { baseURL: stub.origin } } }),
    });
    const options = ['--schema', join(files.folder, 'shop.graphql'), '--config', join(files.folder, 'overlap.yaml')];
    gateway = await serve(['--dev', ...options], {});
  });

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await stub?.[Symbol.asyncDispose]();
    files?.[Symbol.dispose]();
  });

  test('has nothing against the alerts', async () => {
    const { stdout } = await run('promtool', ['check', 'rules', join(ROOT, 'deploy/prometheus/overlap.rules.yml')]);
    expect(stdout).toContain('SUCCESS: 8 rules found');
  });

  test('has nothing against what a gateway shows', async () => {
    await gateway.query('query Page { a b }');
    const metrics = await (await fetch(new URL('/metrics', gateway.url))).text();
    expect(metrics).toContain('overlap_operations_total{operation="Page",type="query",outcome="partial"} 1');
    const promtool = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const said = Promise.all([text(promtool.stdout), text(promtool.stderr)]);
    promtool.stdin.end(metrics);
    // What the metrics library tells of Node is not ours to name.
    const own = (await said)
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('overlap_') || line.includes('error'));
    expect(own).toEqual([]);
  });
});
