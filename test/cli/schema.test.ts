import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { projectWith, UNPROVIDED, USERS } from './project-files.ts';
import { runCli } from './run-cli.ts';

test('schema prints what clients see, as SDL', async () => {
  using project = projectWith({ 'users.graphql': USERS });
  const { code, stdout, stderr } = await runCli(['schema', '--schema', 'users.graphql'], { cwd: project.folder });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('on FIELD\n\n')).toEqual([
    expect.stringContaining('directive @defer('),
    'type Query {\n  user(id: ID!): User\n}\n\ntype User {\n  id: ID!\n  name: String\n}\n',
  ]);
  expect(Object.keys(buildSchema(stdout).getQueryType()?.getFields() ?? {})).toEqual(['user']);
});

test('schema of a graph that cannot be served is no SDL but findings', async () => {
  using project = projectWith({ 'users.graphql': UNPROVIDED });
  const { code, stdout, stderr } = await runCli(['schema', '--schema', 'users.graphql'], { cwd: project.folder });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('users.graphql:12:3');
});

test('schema without --schema is wrong use', async () => {
  const { code, stderr } = await runCli(['schema']);
  expect(code).toBe(2);
  expect(stderr).toContain("required option '--schema <path...>' not specified");
});
