import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startStubUpstream } from '../harness/stub-upstream.ts';

const run = promisify(execFile);

const SCHEMA = (origin: string) => `
extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "api", http: { baseURL: "${origin}" })
type Query { hello: String @connect(source: "api", http: { GET: "/hello" }, selection: "$.text") }
`;

const PROGRAM = `
import { createOverlap, createSchema } from '@overlap/overlap';
import { graphql } from 'graphql';
import { readFileSync } from 'node:fs';
const typeDefs = readFileSync('hello.graphql', 'utf8');
const overlap = createOverlap({ typeDefs });
const asked = await overlap.query({ query: '{ hello }' });
const executed = await graphql({ schema: createSchema({ typeDefs }), source: '{ hello }' });
await overlap[Symbol.asyncDispose]();
console.log(JSON.stringify([asked.data, executed.data]));
process.exit(0);
`;

test('the packed package serves and is imported from an empty folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'overlap-package-'));
  await using upstream = await startStubUpstream({ 'GET /hello': { body: { text: 'hi' } } });
  try {
    const { stdout: packed } = await run('npm', ['pack', '--json', '--pack-destination', folder]);
    const json = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string; files: { path: string }[] }];
    expect(json[0].files.map(({ path }) => path)).not.toContainEqual(expect.stringMatching(/^(src|test|demo)\//));
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    await run(
      'npm',
      ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${json[0].filename}`, 'graphql@16'],
      {
        cwd: folder,
      },
    );
    await writeFile(join(folder, 'hello.graphql'), SCHEMA(upstream.origin));

    await writeFile(join(folder, 'program.mjs'), PROGRAM);
    const { stdout } = await run(process.execPath, ['program.mjs'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual([{ hello: 'hi' }, { hello: 'hi' }]);

    const url = await serveOnce(folder);
    expect(url).toEqual({ data: { hello: 'hi' } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Starts `overlap serve` as an installed bin, asks it once, and ends it. */
async function serveOnce(folder: string): Promise<unknown> {
  const bin = join(folder, 'node_modules', '@overlap', 'overlap', 'dist', 'cli', 'main.js');
  const server = spawn(process.execPath, [bin, 'serve', '--schema', 'hello.graphql', '--port', '0', '--dev'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await readyAddress(server.stdout);
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ hello }"}',
    });
    return await answer.json();
  } finally {
    server.kill('SIGTERM');
  }
}

async function readyAddress(output: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += chunk.toString();
    const address = /http:\/\/[\w.:]+\/graphql/.exec(text)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`The server said nothing of its address: ${text}`);
}
