import { describe, expect, test } from 'vitest';
import { projectWith, UNPROVIDED, USERS } from './project-files.ts';
import { runCli } from './run-cli.ts';

describe('check', () => {
  test('a faultless schema is praised on stderr only', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    expect(await runCli(['check', 'users.graphql'], { cwd: project.folder })).toEqual({
      code: 0,
      stdout: '',
      stderr: '0 errors, 0 warnings, 0 pieces of advice in 1 file.\n',
    });
  });

  test('an error is shown where it stands, and the exit code is 1', async () => {
    using project = projectWith({ 'users.graphql': UNPROVIDED });
    const { code, stdout, stderr } = await runCli(['check', 'users.graphql'], { cwd: project.folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^users\.graphql:12:3 {2}[A-Z_]+\n/);
    expect(stdout).toContain('  12 |   age: Int\n     |   ^');
    expect(stderr).toBe('1 error, 0 warnings, 0 pieces of advice in 1 file.\n');
  });

  test('JSON has errors, warnings and advice with file, line and column', async () => {
    using project = projectWith({ 'users.graphql': UNPROVIDED });
    const { code, stdout, stderr } = await runCli(['check', '--format', 'json', '.'], { cwd: project.folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      errors: [
        {
          code: expect.stringMatching(/^[A-Z_]+$/),
          message: expect.stringContaining('age'),
          file: 'users.graphql',
          line: 12,
          column: 3,
          hint: expect.any(String),
        },
      ],
      warnings: [],
      advice: [],
    });
    expect(stderr).toBe('');
  });

  test('a path is a file, a folder or a glob, and each file counts once', async () => {
    using project = projectWith({
      'graph/users.graphql': USERS,
      'graph/deep/plain.graphql': 'scalar Date\n',
      'graph/readme.md': '#',
      'graph/node_modules/x/other.graphql': 'type {',
      'graph/.hidden/other.graphql': 'type {',
    });
    for (const paths of [['graph'], ['graph/**/[up]*.graphql'], ['graph', './graph/users.graphql']]) {
      const { stderr } = await runCli(['check', ...paths], { cwd: project.folder });
      expect(stderr).toBe('0 errors, 0 warnings, 0 pieces of advice in 2 files.\n');
    }
  });

  test('a field that TypeScript resolves is provided', async () => {
    using project = projectWith({
      'users.graphql': UNPROVIDED,
      'resolvers.ts': 'export const resolvers = { User: { age: (): number => 36 } };\n',
      'default.ts': 'export default { User: { age: (): number => 36 } };\n',
      'overlap.yaml': 'resolvers: resolvers.ts\n',
    });
    const options = { cwd: project.folder };
    expect((await runCli(['check', 'users.graphql'], options)).code).toBe(0);
    expect((await runCli(['check', 'users.graphql', '--resolvers', 'default.ts'], options)).code).toBe(0);
  });

  test('faults of the settings are findings too', async () => {
    using project = projectWith({
      'users.graphql': USERS,
      'overlap.yaml': 'sources:\n  usres:\n    connections: 3\n',
    });
    const { code, stdout } = await runCli(['check', '--format', 'json', 'users.graphql'], { cwd: project.folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).errors).toEqual([
      {
        code: 'UNKNOWN_SETTING',
        message: 'The schema has no source `usres`.',
        file: 'overlap.yaml',
        line: 2,
        column: 3,
        hint: 'Did you mean `users`?',
      },
    ]);
  });

  test.each([
    [['check'], 'missing required argument'],
    [['check', 'nothing.graphql'], 'There is no file or folder nothing.graphql.'],
    [['check', 'empty'], 'There are no .graphql files in empty.'],
    [['check', '--format', 'xml', 'users.graphql'], 'Allowed choices are text, json.'],
    [['check', '--resolvers', 'none.ts', 'users.graphql'], 'The resolvers in none.ts cannot be loaded'],
    [['chekc'], "unknown command 'chekc'"],
  ])('%j is wrong use: a sentence on stderr and exit code 2', async (args, sentence) => {
    using project = projectWith({ 'users.graphql': USERS, 'empty/readme.md': '' });
    const { code, stdout, stderr } = await runCli(args, { cwd: project.folder });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });
});
