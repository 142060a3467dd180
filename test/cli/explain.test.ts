import { describe, expect, test } from 'vitest';
import { type ExplainOptions, runExplain } from '../../src/cli/explain.ts';
import { projectWith, UNPROVIDED, USERS } from './project-files.ts';
import { runCli } from './run-cli.ts';

const QUERY =
  'query Two($id: ID!) { user(id: $id) { name } other: user(id: 2) { id } }\nquery One { user(id: 1) { id } }';

async function explain(folder: string, query: string, options: Partial<ExplainOptions> = {}) {
  const written = { stdout: '', stderr: '' };
  const into = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
      return true;
    },
  });
  const schema = [`${folder}/users.graphql`];
  const code = await runExplain(
    { schema, query: '-', format: 'text', rows: 10, ...options },
    {
      stdin: (async function* () {
        yield query;
      })(),
      stdout: into('stdout'),
      stderr: into('stderr'),
    },
  );
  return { code, ...written };
}

describe('explain', () => {
  test('prints the plan of an operation from a file', async () => {
    using project = projectWith({ 'users.graphql': USERS, 'page.graphql': QUERY });
    const args = ['explain', '--schema', 'users.graphql', '--query', 'page.graphql', '--operation', 'One'];
    const { code, stdout, stderr } = await runCli(args, { cwd: project.folder });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "query One: 1 call in 1 wave

      c1  users GET /users/{$args.id}  → user  1 call

      By source: users 1
      "
    `);
  });

  test('explains every operation of a document, as JSON too', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const { code, stdout } = await explain(project.folder, QUERY, { format: 'json' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      operations: [
        expect.objectContaining({ name: 'Two', operation: 'query', maxCalls: 2, waves: 1 }),
        {
          name: 'One',
          operation: 'query',
          maxCalls: 1,
          waves: 1,
          sources: [{ source: 'users', maxCalls: 1 }],
          calls: [
            {
              id: 'c1',
              connector: 'users:Query.user[0]',
              source: 'users',
              method: 'GET',
              url: '/users/{$args.id}',
              paths: ['user'],
              waitsFor: [],
              made: 'once',
              maxCalls: 1,
              onlyIfMissing: false,
              wave: 1,
              rows: { atMost: 1, assumed: [] },
            },
          ],
          resolvers: [],
          remarks: [],
          assumedRows: 10,
        },
      ],
    });
  });

  test('draws a plan for Mermaid', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const { stdout } = await explain(project.folder, QUERY, { format: 'mermaid', operation: 'One' });
    expect(stdout).toBe(`flowchart LR
  subgraph w1["wave 1"]
    c1["users GET /users/#123;$args.id#125;<br/>user<br/>1 call"]
  end
`);
  });

  test('an operation or a schema at fault is told, and the exit code is 1', async () => {
    using project = projectWith({ 'users.graphql': USERS, 'bad/users.graphql': UNPROVIDED });
    const invalid = await explain(project.folder, '{ user { id } }');
    expect([invalid.code, invalid.stdout]).toEqual([1, '']);
    expect(invalid.stderr).toContain('argument "id" of type "ID!" is required');
    const faulty = await explain(`${project.folder}/bad`, QUERY);
    expect([faulty.code, faulty.stdout]).toEqual([1, '']);
    expect(faulty.stderr).toContain('users.graphql:12:3');
  });

  test('what nobody can explain is wrong use', async () => {
    using project = projectWith({ 'users.graphql': USERS });
    const { folder } = project;
    const all = await Promise.all([
      explain(folder, QUERY, { operation: 'Three' }),
      explain(folder, QUERY, { variables: '[1]' }),
      explain(folder, QUERY, { query: `${folder}/none.graphql` }),
    ]);
    expect(all.map(({ code, stdout }) => [code, stdout])).toEqual([
      [2, ''],
      [2, ''],
      [2, ''],
    ]);
    expect(all.map(({ stderr }) => stderr)).toEqual([
      'The document has no operation `Three`; it has `Two`, `One`.\n',
      '--variables must be a JSON object, as in --variables \'{"id": 1}\'.\n',
      expect.stringContaining('none.graphql cannot be read: '),
    ]);
  });
});
