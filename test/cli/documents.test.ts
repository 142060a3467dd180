import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { projectWith, UNPROVIDED, USERS } from './project-files.ts';
import { type CliProcess, runCli, startCli } from './run-cli.ts';

const TYPENAME = 'query Name { __typename }';
const OTHER = 'query Other { other: __typename }';

const SETTINGS = 'documents: { manifest: documents/manifest.json, mode: only }\n';

function apollo(body: string): string {
  const operations = [{ id: 'name-1', name: 'Name', type: 'query', body }];
  return JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2);
}

const started: CliProcess[] = [];

afterEach(async () => {
  for (const { child, result } of started.splice(0)) {
    child.kill('SIGKILL');
    await result;
  }
});

async function serve(folder: string, ...options: readonly string[]) {
  const args = ['serve', '--schema', 'users.graphql', '--config', 'conf/overlap.yaml', '--port', '0', ...options];
  const running = startCli(args, { cwd: folder });
  started.push(running);
  const [, url = ''] = await running.waitFor(/is ready in \w+ mode at (\S+)\n/);
  const ask = async (body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const { data, errors } = await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    return errors === undefined ? data : errors[0].extensions.code;
  };
  return { ...running, ask };
}

function project(manifest: string, more: Readonly<Record<string, string>> = {}) {
  const files = { 'users.graphql': USERS, 'conf/overlap.yaml': SETTINGS, 'conf/documents/manifest.json': manifest };
  return projectWith({ ...files, ...more });
}

describe('serve with a manifest', () => {
  test('runs its documents only, and follows the file as it changes', async () => {
    using files = project(apollo(TYPENAME));
    const file = join(files.folder, 'conf/documents/manifest.json');
    const { ask, waitFor } = await serve(files.folder, '--watch');
    expect(await ask({ documentId: 'name-1' })).toEqual({ __typename: 'Query' });
    expect(await ask({ query: OTHER })).toBe('DOCUMENT_NOT_TRUSTED');

    writeFileSync(file, JSON.stringify({ 'other-1': OTHER }));
    await waitFor(/^Serving the changed graph\.$/m, 'stderr');
    await expect.poll(() => ask({ documentId: 'other-1' })).toEqual({ other: 'Query' });
    expect(await ask({ documentId: 'name-1' })).toBe('DOCUMENT_NOT_FOUND');

    writeFileSync(`${file}.new`, '{ "other-1": 5 }');
    renameSync(`${file}.new`, file);
    await waitFor(
      /^conf\/documents\/manifest\.json:1:14 {2}INVALID_MANIFEST\nThe document `other-1` must be a text\.[\s\S]*^Still serving the graph as it was\.$/m,
      'stderr',
    );
    expect(await ask({ documentId: 'other-1' })).toEqual({ other: 'Query' });
  });

  test('follows another manifest when the settings name one', async () => {
    using files = project(apollo(TYPENAME), { 'conf/second.json': JSON.stringify({ a: TYPENAME }) });
    const { ask, waitFor } = await serve(files.folder, '--watch');
    writeFileSync(join(files.folder, 'conf/overlap.yaml'), 'documents: { manifest: second.json }\n');
    await waitFor(/^Serving the changed graph\.$/m, 'stderr');
    await expect.poll(() => ask({ documentId: 'a' })).toEqual({ __typename: 'Query' });
    writeFileSync(join(files.folder, 'conf/second.json'), JSON.stringify({ b: TYPENAME }));
    await expect.poll(() => ask({ documentId: 'b' }), { timeout: 15_000 }).toEqual({ __typename: 'Query' });
  });

  test('does not start with a faulty one', async () => {
    using files = project('{ "a": 1');
    const args = ['serve', '--schema', 'users.graphql', '--config', 'conf/overlap.yaml', '--port', '0'];
    const { code, stdout, stderr } = await runCli(args, { cwd: files.folder });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^conf\/documents\/manifest\.json:1:9 {2}MANIFEST_UNREADABLE\nThe manifest is not valid JSON/,
    );
    expect(stderr).toContain('The server has not started: mend the errors above.');
  });

  test('does not start without the file, and says where it is named', async () => {
    using files = projectWith({ 'users.graphql': USERS, 'overlap.yaml': SETTINGS });
    const { code, stderr } = await runCli(['serve', '--schema', 'users.graphql', '--port', '0'], { cwd: files.folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^overlap\.yaml:1:24 {2}INVALID_SETTING\n`documents\.manifest`: The manifest cannot be read: ENOENT/,
    );
  });

  test('starts although a document does not fit the schema, and says which', async () => {
    using files = project(JSON.stringify({ good: TYPENAME, bad: '{ nothing }' }));
    const { ask, waitFor } = await serve(files.folder);
    await waitFor(/manifest\.json:1:46 {2}INVALID_DOCUMENT\n`bad`: Cannot query field "nothing"/, 'stderr');
    expect(await ask({ documentId: 'good' })).toEqual({ __typename: 'Query' });
    expect(await ask({ documentId: 'bad' })).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('looks at none when they are switched off', async () => {
    using files = project('faulty', {
      'conf/overlap.yaml': 'documents: { manifest: documents/manifest.json, mode: off }\n',
    });
    const { ask } = await serve(files.folder);
    expect(await ask({ query: OTHER })).toEqual({ other: 'Query' });
  });
});

describe('check', () => {
  test('validates the manifest that the settings name', async () => {
    using files = project(JSON.stringify({ bad: '{ nothing }' }));
    const { code, stdout } = await runCli(['check', 'users.graphql', '--config', 'conf/overlap.yaml'], {
      cwd: files.folder,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^conf\/documents\/manifest\.json:1:11 {2}INVALID_DOCUMENT\n/);
  });

  test('--operations validates manifests, files and folders of operations', async () => {
    using files = projectWith({
      'users.graphql': USERS,
      'manifest.json': apollo(TYPENAME),
      'app/user.graphql': 'query User { user(id: 1) { ...Name } }',
      'app/parts/name.graphql': 'fragment Name on User { name }',
    });
    const args = ['check', 'users.graphql', '--operations', 'manifest.json', '--operations', 'app'];
    expect(await runCli(args, { cwd: files.folder })).toEqual({
      code: 0,
      stdout: '',
      stderr: '0 errors, 0 warnings, 0 pieces of advice in 1 file and 2 operations.\n',
    });
    writeFileSync(join(files.folder, 'app/user.graphql'), 'query User {\n  user(id: 1) { age }\n}');
    writeFileSync(join(files.folder, 'manifest.json'), apollo('query Name { nme }'));
    const { code, stdout } = await runCli([...args, '--format', 'json'], { cwd: files.folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).errors).toMatchObject([
      { code: 'INVALID_DOCUMENT', file: 'manifest.json', line: 9, column: 29 },
      { code: 'INVALID_DOCUMENT', file: 'app/user.graphql', line: 2, column: 17 },
    ]);
  });

  test('--operations of what is not there is wrong use', async () => {
    using files = projectWith({ 'users.graphql': USERS });
    for (const path of ['none.json', 'none']) {
      const { code, stderr } = await runCli(['check', 'users.graphql', '--operations', path], { cwd: files.folder });
      expect([code, stderr.includes(path)]).toEqual([2, true]);
    }
  });

  test('--operations waits for a schema that is whole', async () => {
    using files = projectWith({ 'users.graphql': UNPROVIDED, 'manifest.json': apollo(TYPENAME) });
    const args = ['check', 'users.graphql', '--operations', 'manifest.json'];
    const { code, stderr } = await runCli(args, { cwd: files.folder });
    expect(code).toBe(1);
    expect(stderr).toContain('Operations are judged once the schema is whole.');
  });
});
