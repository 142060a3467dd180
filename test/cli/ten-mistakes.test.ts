import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const schema = 'test/fixtures/ten-mistakes.graphql';

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function overlap(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/cli/main.ts', ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

test('ten mistakes get ten diagnostics, each with a place and a mend, and serve refuses with the same text', async () => {
  const checked = await overlap('check', schema);
  expect(checked.code).toBe(1);
  const findings = checked.stdout.trim().split(/\n\n(?=test\/fixtures)/);
  expect(findings).toHaveLength(10);
  for (const finding of findings) {
    expect(finding).toMatch(/^test\/fixtures\/ten-mistakes\.graphql:\d+:\d+ {2}[A-Z_]+\n/);
    expect(finding).toMatch(/^ +\| +\^/m);
    expect(finding).toMatch(/\nhint: \S/);
  }
  const codes = findings.map((finding) => /(\d+):\d+ {2}([A-Z_]+)/.exec(finding)?.slice(1).join(' '));
  expect(codes).toEqual([
    '3 INVALID_SOURCE_NAME',
    '4 INVALID_URL_SCHEME',
    '8 SOURCE_NAME_MISMATCH',
    '9 INVALID_SELECTION',
    '10 ABSOLUTE_CONNECT_URL_WITH_SOURCE',
    '11 INVALID_URL',
    '12 MULTIPLE_HTTP_METHODS',
    '13 MISSING_HTTP_METHOD',
    '17 INVALID_HEADER',
    '22 SELECTED_FIELD_NOT_FOUND',
  ]);

  const served = await overlap('serve', '--schema', schema, '--port', '0');
  expect(served.code).toBe(1);
  expect(served.stdout).toBe('');
  for (const finding of findings) expect(served.stderr).toContain(finding.trim());
});

test('the json of check has a place and a mend for each', async () => {
  const { code, stdout } = await overlap('check', schema, '--format', 'json');
  expect(code).toBe(1);
  const { errors, warnings, advice } = JSON.parse(stdout);
  expect([errors.length, warnings, advice]).toEqual([10, [], []]);
  for (const error of errors) {
    expect(error).toEqual({
      code: expect.any(String),
      message: expect.any(String),
      file: schema,
      line: expect.any(Number),
      column: expect.any(Number),
      hint: expect.any(String),
    });
  }
});
