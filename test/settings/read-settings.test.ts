/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how settings name environment variables */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { printDiagnostic } from '../../src/diagnostics/print-diagnostic.ts';
import { printSettings } from '../../src/settings/print-settings.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'overlap-settings-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

function read(text: string, flags: SettingsInput = {}, name = 'overlap.yaml') {
  writeFileSync(join(directory, name), text);
  return readSettings({ directory, flags });
}

describe('a settings file', () => {
  test('is optional', () => {
    expect(readSettings({ directory }).settings?.deadlineMs).toBe(5_000);
  });

  test('that is named must exist', () => {
    const { settings, diagnostics } = readSettings({ directory, file: 'none.yaml' });
    expect(settings).toBeUndefined();
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['SETTINGS_UNREADABLE']);
  });

  test('may be JSON', () => {
    expect(read('{ "deadline": "1s" }', {}, 'overlap.json').settings?.deadlineMs).toBe(1_000);
  });

  test('may be empty, or hold comments only', () => {
    expect(read('# nothing\n').settings?.deadlineMs).toBe(5_000);
  });

  test('yields to the command line, member by member', () => {
    const { settings } = read('server: { port: 1, host: "::1" }', { server: { port: 2 } });
    expect(settings?.server).toMatchObject({ port: 2, host: '::1' });
  });

  test('names its resolvers from its own folder', () => {
    expect(read('resolvers: ./resolvers.ts').settings?.resolvers).toBe(join(directory, 'resolvers.ts'));
  });

  test('keeps all digits of an integer in $config', () => {
    expect(read('$config: { id: 12345678901234567890, small: 7 }').settings?.config).toEqual({
      id: 12345678901234567890n,
      small: 7,
    });
  });

  test('may repeat itself with an alias, but not contain itself', () => {
    expect(read('$config: { a: &x { b: 1 }, c: *x }').settings?.config).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(read('$config: &x { a: *x }').diagnostics).toHaveLength(1);
  });
});

describe('the environment', () => {
  test('fills values in, numbers and flags included', () => {
    vi.stubEnv('OVERLAP_TEST_PORT', '4010');
    vi.stubEnv('OVERLAP_TEST_FLAG', 'true');
    const { settings } = read(
      'server: { port: "${OVERLAP_TEST_PORT}", reusePort: "${OVERLAP_TEST_FLAG}" }\nsources:\n  a:\n    $config:\n      key: Bearer ${OVERLAP_TEST_PORT}',
    );
    expect(settings?.server).toMatchObject({ port: 4010, reusePort: true });
    expect(settings?.sources.get('a')?.config).toEqual({ key: 'Bearer 4010' });
  });

  test('has defaults for what is unset or empty', () => {
    vi.stubEnv('OVERLAP_TEST_EMPTY', '');
    expect(read('deadline: ${OVERLAP_TEST_UNSET:-2s}').settings?.deadlineMs).toBe(2_000);
    expect(read('deadline: ${OVERLAP_TEST_EMPTY:-3s}').settings?.deadlineMs).toBe(3_000);
  });

  test('without a value or default is a fault at its place', () => {
    const [diagnostic] = read('mode: production\ndeadline: ${OVERLAP_TEST_UNSET}\n').diagnostics;
    expect(diagnostic && printDiagnostic(diagnostic)).toContain(
      'overlap.yaml:2:11  SETTINGS_UNREADABLE\nThe environment variable `OVERLAP_TEST_UNSET` is not set.',
    );
  });
});

describe('faults', () => {
  test('stand in the order of the file, with line, column and suggestion', () => {
    const { diagnostics } = read('prot: 1\nserver:\n  hots: x\n  port: 99999\n');
    expect(diagnostics.map((diagnostic) => printDiagnostic(diagnostic).split('\n')[0])).toEqual([
      'overlap.yaml:1:1  UNKNOWN_SETTING',
      'overlap.yaml:3:3  UNKNOWN_SETTING',
      'overlap.yaml:4:9  INVALID_SETTING',
    ]);
    expect(diagnostics[1]?.hint).toBe('Did you mean `host`?');
  });

  test('YAML that cannot be parsed is a fault at its place', () => {
    const [diagnostic] = read('server: { port: 1\n').diagnostics;
    expect(diagnostic?.code).toBe('SETTINGS_UNREADABLE');
    expect(diagnostic?.places[0]?.source.name).toBe('overlap.yaml');
  });

  test('a name written twice is a fault', () => {
    expect(read('deadline: 1s\ndeadline: 2s\n').diagnostics).toHaveLength(1);
  });

  test('a file that is not a mapping is a fault', () => {
    expect(read('- 1\n').diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
      'Expected a mapping of names to values.',
    ]);
  });
});

describe('printed settings', () => {
  const text = [
    'mode: development',
    'deadline: 1500ms',
    '$config: { key: hush-1, list: [hush-2] }',
    '$context: { tenant: hush-3 }',
    'store: { valkey: "rediss://hush-8:hush-9@cache.example:6380/1?password=hush-10" }',
    'sources:',
    '  orders:',
    '    baseURL: https://hush-4:hush-5@orders.example/v1?key=hush-6',
    '    $config: { token: hush-7 }',
    '    rateLimit: { perSecond: 3 }',
    '    oauth:',
    '      tokenUrl: https://hush-11:hush-12@id.example/token?key=hush-13',
    '      clientId: dashboard',
    '      clientSecret: hush-14',
    '      parameters: { key: hush-15 }',
  ].join('\n');

  test('hold no secret', () => {
    const { settings } = read(text);
    const printed = settings === undefined ? '' : printSettings(settings);
    expect(printed).toContain('https://orders.example/v1?(hidden)');
    expect(printed).toContain('token: (hidden)');
    expect(printed).toContain('valkey: rediss://hidden@cache.example:6380/1\n');
    expect(printed).toContain('tokenUrl: https://id.example/token\n');
    expect(printed).toContain('clientId: dashboard');
    expect(printed).not.toContain('hush');
  });

  test('are settings again, and the same ones', () => {
    const policies =
      'hedge: { after: p99.9 }, adaptive: { min: 3 }, cache: { staleIfError: 90s }, redirects: sameOrigin';
    const plain = read(
      `deadline: 1500ms\nsources: { orders: { connections: 7, retry: { budget: 10% }, ${policies} }, stock: { hedge: { after: 50ms } } }`,
    );
    expect(plain.diagnostics).toEqual([]);
    const again = read(plain.settings === undefined ? '' : printSettings(plain.settings));
    expect(again.settings).toEqual({
      ...plain.settings,
      server: {
        ...plain.settings?.server,
        admin: { kind: 'own listener', host: '127.0.0.1', port: 4001, required: true },
      },
    });
  });
});
