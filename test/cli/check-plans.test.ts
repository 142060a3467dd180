import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectWith } from './project-files.ts';
import { runCli } from './run-cli.ts';

const SHOP = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "shop", http: { baseURL: "http://127.0.0.1:9" })
type Query { orders(first: Int = 20): [Order] @connect(source: "shop", http: { GET: "/orders" }, selection: "id") }
type Order { id: ID! parcel: String @connect(source: "shop", http: { GET: "/parcels/{$this.id}" }, selection: "$.code") }
`;

const CHECK = ['check', 'shop.graphql', '--operations', 'ops'];

function project(operation: string) {
  return projectWith({ 'shop.graphql': SHOP, 'ops/page.graphql': operation });
}

describe('check --operations', () => {
  test('records plans beside their files, a line for each call', async () => {
    using files = project('query Page { orders { parcel } }');
    const recorded = await runCli([...CHECK, '--update'], { cwd: files.folder });
    expect([recorded.code, recorded.stderr]).toEqual([0, expect.stringContaining('Recorded 1 plan.\n')]);
    expect(readFileSync(join(files.folder, 'ops/page.plan.json'), 'utf8')).toBe(`{
  "Page": {
    "calls": 21,
    "waves": 2,
    "plan": [
      "wave 1: shop GET /orders → orders[]: once",
      "wave 2: shop GET /parcels/{$this.id} → orders[].parcel: per row, 20 at most"
    ]
  }
}
`);
  });

  test('fails when an operation takes more calls or waves than its recorded plan', async () => {
    using files = project('query Page { orders { id } }');
    await runCli([...CHECK, '--update'], { cwd: files.folder });
    writeFileSync(join(files.folder, 'ops/page.graphql'), 'query Page { orders { id parcel } }');
    const { code, stdout } = await runCli(CHECK, { cwd: files.folder });
    expect(code).toBe(1);
    expect(stdout).toContain('ops/page.graphql:1:7  PLAN_GREW\n');
    expect(stdout).toContain('`Page` now takes 21 calls instead of 1 and 2 waves instead of 1.');
    expect(stdout).toContain('+ wave 2: shop GET /parcels/{$this.id} → orders[].parcel: per row, 20 at most');
  });

  test('says where nothing is recorded, once anything is', async () => {
    using files = project('query Page { orders { id } }');
    expect((await runCli(CHECK, { cwd: files.folder })).stderr).not.toContain('recorded plan');
    await runCli([...CHECK, '--update'], { cwd: files.folder });
    writeFileSync(join(files.folder, 'ops/page.graphql'), 'query Page { orders { id } } query New { orders { id } }');
    const { code, stderr } = await runCli(CHECK, { cwd: files.folder });
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('1 operation has no recorded plan; --update records it.\n'),
    ]);
  });

  test('praises a plan that has become shorter, and records nothing while there are errors', async () => {
    using files = project('query Page { orders { id parcel } }');
    await runCli([...CHECK, '--update'], { cwd: files.folder });
    writeFileSync(join(files.folder, 'ops/page.graphql'), 'query Page { orders { id } }');
    const shorter = await runCli(CHECK, { cwd: files.folder });
    expect(shorter.code).toBe(0);
    expect(shorter.stderr).toContain('1 operation takes fewer calls or waves than recorded');
    writeFileSync(join(files.folder, 'ops/other.graphql'), 'query Other { nobody }');
    const faulty = await runCli([...CHECK, '--update'], { cwd: files.folder });
    expect([faulty.code, faulty.stderr]).toEqual([1, expect.stringContaining('No plan is recorded')]);
  });

  test('records the plans of a manifest, too', async () => {
    const manifest = JSON.stringify({
      a1: 'query Page { orders(first: 3) { parcel } }',
      a2: 'query Page { orders { id } }',
    });
    using files = projectWith({ 'shop.graphql': SHOP, 'manifest.json': manifest });
    const args = ['check', 'shop.graphql', '--operations', 'manifest.json', '--update'];
    expect((await runCli(args, { cwd: files.folder })).code).toBe(0);
    const plans = JSON.parse(readFileSync(join(files.folder, 'manifest.plan.json'), 'utf8'));
    expect(plans).toMatchObject({ Page: { calls: 4, waves: 2 }, 'Page (2)': { calls: 1, waves: 1 } });
  });

  test('a recorded plan that nobody can read is a finding', async () => {
    using files = projectWith({
      'shop.graphql': SHOP,
      'ops/page.graphql': 'query Page { orders { id } }',
      'ops/page.plan.json': '{ "Page": 5 }',
    });
    const { code, stdout } = await runCli(CHECK, { cwd: files.folder });
    expect([code, stdout]).toEqual([1, expect.stringContaining('PLAN_UNREADABLE')]);
  });

  test('--update without operations is wrong use', async () => {
    using files = project('query Page { orders { id } }');
    const { code, stderr } = await runCli(['check', 'shop.graphql', '--update'], { cwd: files.folder });
    expect([code, stderr]).toEqual([2, 'Plans of which operations? Name them with --operations.\n']);
  });
});
