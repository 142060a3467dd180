/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how settings name environment variables */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startStubUpstream } from '../harness/stub-upstream.ts';
import { projectWith, UNPROVIDED, USERS } from './project-files.ts';
import { type CliProcess, runCli, startCli } from './run-cli.ts';

const READY = /^Overlap is ready in (\w+) mode at (http:\/\/\S+)\n/;
const started: CliProcess[] = [];

afterEach(async () => {
  for (const { child, result } of started.splice(0)) {
    child.kill('SIGKILL');
    await result;
  }
});

async function serve(args: readonly string[], folder: string, env: Record<string, string> = {}) {
  const running = startCli(['serve', '--schema', 'users.graphql', '--port', '0', ...args], { cwd: folder, env });
  started.push(running);
  const [, mode, url = ''] = await running.waitFor(READY);
  return { ...running, mode, url };
}

async function ask(url: string, query: string) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return { status: response.status, body: (await response.json()) as unknown };
}

/** Settings with which a slow machine is no failure. */
const PATIENT = 'deadline: 1m\nsourceDefaults: { timeout: { connect: 1m, attempt: 1m, queue: 1m } }\n';

/** An upstream that holds its answers back until told. */
async function heldUpstream() {
  const held: (() => void)[] = [];
  const upstream = createServer((_request, response) => {
    held.push(() => response.setHeader('content-type', 'application/json').end('{"id":"1","name":"Ada"}'));
    upstream.emit('held');
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    arrival: () => (held.length > 0 ? Promise.resolve() : once(upstream, 'held')),
    release: () => held.splice(0).map((answer) => answer()),
    [Symbol.asyncDispose]: async () => {
      upstream.closeAllConnections();
      upstream.close();
    },
  };
}

describe('serve', () => {
  test('goes on without a store that is not there, says so, and ends when told', async () => {
    await using upstream = await startStubUpstream({ '*': { body: { id: '1', name: 'Ada' } } });
    using project = projectWith({
      'users.graphql': USERS,
      'overlap.yaml': 'store: { valkey: "redis://:hush@127.0.0.1:1" }\nsources: { users: { baseURL: "${USERS}" } }',
    });
    const running = await serve(['--config', 'overlap.yaml', '--dev'], project.folder, { USERS: upstream.origin });
    expect((await ask(running.url, '{ user(id: 1) { name } }')).body).toEqual({ data: { user: { name: 'Ada' } } });
    running.child.kill('SIGTERM');
    const { code, stderr } = await running.result;
    expect(code).toBe(0);
    expect(stderr).toContain(
      'The store cannot be reached; it is used as soon as it can. Until then this process goes alone.',
    );
    expect(stderr).not.toContain('hush');
  });

  test('tells mode and URL on stdout, and answers there', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const { mode, url } = await serve(['--dev'], project.folder);
    expect(mode).toBe('development');
    expect(await ask(url, '{ __typename }')).toEqual({ status: 200, body: { data: { __typename: 'Query' } } });
    expect((await fetch(new URL('/sandbox', url))).status).toBe(200);
  });

  test('is in production unless told, without introspection', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const { mode, url } = await serve([], project.folder);
    expect(mode).toBe('production');
    expect((await ask(url, '{ __schema { queryType { name } } }')).status).toBe(400);
  });

  test('takes its upstream from the settings, and keeps secrets to itself', async () => {
    await using upstream = await heldUpstream();
    using project = projectWith({
      'users.graphql': USERS,
      'overlap.yaml':
        'mode: development\nsources: { users: { baseURL: "${USERS_URL}", $config: { key: "${KEY}" } } }\n',
    });
    const env = { USERS_URL: upstream.origin, KEY: 'hush' };
    const { url, child, result } = await serve([], project.folder, env);
    const answer = ask(url, '{ user(id: 1) { id name } }');
    await upstream.arrival();
    upstream.release();
    expect(await answer).toEqual({ status: 200, body: { data: { user: { id: '1', name: 'Ada' } } } });
    child.kill('SIGTERM');
    const { stderr, stdout } = await result;
    expect(stdout + stderr).not.toContain('hush');
  });

  test('an unreachable upstream is a field error', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const { url } = await serve([], project.folder);
    expect(await ask(url, '{ user(id: 1) { id } }')).toMatchObject({
      status: 200,
      body: { data: { user: null }, errors: [{ path: ['user'], extensions: { code: 'UPSTREAM_UNREACHABLE' } }] },
    });
  });

  test('does not start on errors, in the words of check', async () => {
    using project = projectWith({ 'users.graphql': UNPROVIDED });
    const options = { cwd: project.folder };
    const served = await runCli(['serve', '--schema', 'users.graphql', '--port', '0'], options);
    const checked = await runCli(['check', 'users.graphql'], options);
    expect([served.code, served.stdout]).toEqual([1, '']);
    expect(served.stderr).toBe(`${checked.stdout}The server has not started: mend the errors above.\n`);
  });

  test('a taken port is a sentence and exit code 1', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    const { code, stdout, stderr } = await runCli(['serve', '--schema', 'users.graphql', '--port', port], {
      cwd: project.folder,
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`Port ${port} of 127.0.0.1 is taken.`);
    expect(stderr).not.toContain('    at ');
    taken.close();
  });

  test('prints its effective settings without secrets', async () => {
    using project = projectWith({ 'overlap.yaml': 'deadline: 2s\n$config: { key: hush }\n' });
    const { code, stdout } = await runCli(['serve', '--print-config', '--port', '4010'], { cwd: project.folder });
    expect(code).toBe(0);
    expect(stdout).toContain('mode: production\n');
    expect(stdout).toContain('  port: 4010\n');
    expect(stdout).toContain('deadline: 2s\n');
    expect(stdout).not.toContain('hush');
  });

  test.each([
    [['serve'], 'Name what to serve: --schema PATH.'],
    [['serve', '--schema', 'users.graphql', '--port', '70000'], 'Expected a number from 0 to 65535.'],
    [['serve', '--schema', 'users.graphql', '--prot', '1'], "unknown option '--prot'"],
  ])('%j is wrong use', async (args, sentence) => {
    using project = projectWith({ 'users.graphql': USERS });
    const { code, stderr } = await runCli(args, { cwd: project.folder });
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});

describe('serve --watch', () => {
  test('serves the graph as it changes, and as it was while it cannot be served', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const file = join(project.folder, 'users.graphql');
    const { url, waitFor } = await serve(['--watch'], project.folder);
    const asked = async (query: string) => (await ask(url, query)).status;
    expect(await asked('{ user(id: 1) { nick: name } person: __typename }')).toBe(200);

    writeFileSync(file, USERS.replace('  user(', '  person('));
    await waitFor(/^Serving the changed graph\.$/m, 'stderr');
    await expect.poll(() => asked('{ person(id: 1) { id } }')).toBe(200);
    expect(await asked('{ user(id: 1) { id } }')).toBe(400);

    writeFileSync(file, UNPROVIDED);
    await waitFor(/^Still serving the graph as it was\.$/m, 'stderr');
    expect(await asked('{ person(id: 1) { id } }')).toBe(200);
  });
});

describe('SIGHUP', () => {
  test('reads schema, settings and resolvers anew, and keeps connections; what is broken changes nothing', async () => {
    await using upstream = await startStubUpstream({ '*': { body: { id: '1', name: 'Ada' } } });
    const settings = (rest: string) => `sources: { users: { baseURL: "${upstream.origin}" } }\n${rest}`;
    using project = projectWith({ 'users.graphql': USERS, 'overlap.yaml': settings('') });
    const { url, child, waitFor } = await serve([], project.folder);
    expect((await ask(url, '{ user(id: 1) { name } }')).body).toEqual({ data: { user: { name: 'Ada' } } });

    writeFileSync(join(project.folder, 'users.graphql'), USERS.replace('  user(', '  person('));
    writeFileSync(join(project.folder, 'overlap.yaml'), settings('introspection: true\nserver: { path: /api }\n'));
    child.kill('SIGHUP');
    await waitFor(/^Read at start only; restart for: server\.path\.\nServing the changed graph\.$/m, 'stderr');
    await expect.poll(async () => (await ask(url, '{ person(id: 1) { name } }')).status).toBe(200);
    expect((await ask(url, '{ __schema { queryType { name } } }')).status).toBe(200);
    expect(upstream.connections).toBe(1);

    writeFileSync(join(project.folder, 'overlap.yaml'), settings('deadlin: 1s\n'));
    child.kill('SIGHUP');
    await waitFor(/There is no setting `deadlin`[\s\S]*Still serving the graph as it was\./, 'stderr');
    expect((await ask(url, '{ person(id: 1) { name } }')).status).toBe(200);
  });

  test('lets operations under way end in the graph in which they began', async () => {
    await using upstream = await heldUpstream();
    using project = projectWith({
      'users.graphql': USERS,
      'overlap.yaml': `${PATIENT}sources: { users: { baseURL: "${upstream.origin}" } }\n`,
    });
    const { url, child, waitFor } = await serve([], project.folder);
    const answer = ask(url, '{ user(id: 1) { name } }');
    await upstream.arrival();
    writeFileSync(join(project.folder, 'users.graphql'), USERS.replace('  user(', '  person('));
    child.kill('SIGHUP');
    await waitFor(/^Serving the changed graph\.$/m, 'stderr');
    await expect.poll(async () => (await ask(url, '{ user(id: 2) { name } }')).status).toBe(400);
    upstream.release();
    expect(await answer).toEqual({ status: 200, body: { data: { user: { name: 'Ada' } } } });
  });
});

describe('a signal', () => {
  test('drains: not ready, what is under way is answered, exit code 0', async () => {
    await using upstream = await heldUpstream();
    using project = projectWith({
      'users.graphql': USERS,
      'overlap.yaml': `${PATIENT}sources: { users: { baseURL: "${upstream.origin}" } }\n`,
    });
    const { url, child, result } = await serve([], project.folder);
    const answer = ask(url, '{ user(id: 1) { name } }');
    await upstream.arrival();
    child.kill('SIGTERM');
    const agent = new Agent({ keepAlive: true });
    await expect.poll(() => statusOf(new URL('/health/ready', url), agent)).toBe(503);
    upstream.release();
    expect(await answer).toEqual({ status: 200, body: { data: { user: { name: 'Ada' } } } });
    expect((await result).code).toBe(0);
    agent.destroy();
  });

  test('under load drops nothing: hundreds of operations under way are answered, then it exits with 0', async () => {
    const told = Promise.withResolvers<void>();
    await using upstream = await startStubUpstream({
      '*': async ({ url = '' }) => {
        await told.promise;
        return { body: { id: url.split('/')[2], name: 'Ada' } };
      },
    });
    using project = projectWith({
      'users.graphql': USERS,
      'overlap.yaml': `${PATIENT}sources: { users: { baseURL: "${upstream.origin}", connections: 400 } }\n`,
    });
    const { url, child, result } = await serve([], project.folder);
    const answers = Array.from({ length: 300 }, (_, id) => ask(url, `{ user(id: ${id}) { id } }`));
    await expect.poll(() => upstream.calls.length, { interval: 5, timeout: 30_000 }).toBe(300);
    const before = performance.now();
    child.kill('SIGSTOP'); // so that the late ones and the signal are there when it looks again, however slow the machine
    child.kill('SIGTERM');
    let sent = 0;
    const count = () => {
      sent += 1;
    };
    subscribe('undici:client:sendHeaders', count);
    const late = Array.from({ length: 20 }, (_, id) => ask(url, `{ user(id: ${1_000 + id}) { id } }`));
    await expect.poll(() => sent, { interval: 5, timeout: 30_000 }).toBe(20);
    unsubscribe('undici:client:sendHeaders', count);
    child.kill('SIGCONT');
    told.resolve();
    for (const [id, answer] of (await Promise.all(answers)).entries())
      expect(answer).toEqual({ status: 200, body: { data: { user: { id: String(id) } } } });
    for (const { status } of await Promise.all(late)) expect(status).toBe(200);
    expect((await result).code).toBe(0);
    expect(performance.now() - before).toBeLessThan(30_000); // a loose alarm
  });

  test('in development ends at once when nothing is under way', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const { url, child, result } = await serve(['--dev'], project.folder);
    await ask(url, '{ __typename }');
    const before = performance.now();
    child.kill('SIGINT');
    expect((await result).code).toBe(0);
    expect(performance.now() - before).toBeLessThan(30_000); // a loose alarm
  });

  test('that is repeated ends everything at once', async () => {
    await using upstream = await heldUpstream();
    using project = projectWith({
      'users.graphql': USERS,
      'overlap.yaml': `${PATIENT}sources: { users: { baseURL: "${upstream.origin}" } }\n`,
    });
    const { url, child, result } = await serve([], project.folder);
    const answer = ask(url, '{ user(id: 1) { name } }').catch((error: Error) => error);
    await upstream.arrival();
    child.kill('SIGTERM');
    await expect.poll(() => statusOf(new URL('/health/ready', url))).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 150)); // sooner it would count as the same wish
    child.kill('SIGTERM');
    expect((await result).code).toBe(1);
    expect(await answer).toBeInstanceOf(Error);
  });
});

async function statusOf(url: URL, agent?: Agent): Promise<number | undefined> {
  const [response] = (await once(get(url, { ...(agent && { agent }) }), 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
