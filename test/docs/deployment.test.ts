import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { stopsStart } from '../../src/connectors/start-policy.ts';
import { loadGraph } from '../../src/load-graph.ts';
import { DRAIN_DEFAULTS } from '../../src/settings/defaults.ts';
import { parseSettingsText } from '../../src/settings/parse-settings-text.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { parseDuration } from '../../src/units/units.ts';
import { codeIn, fencesOf, readPage, rowsOf } from './markdown.ts';

function deployed(name: string): string {
  return readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
}

function resolved(text: string, environment: Readonly<Record<string, string>> = {}) {
  const { value, diagnostics } = parseSettingsText({ name: 'overlap.yaml', text }, environment);
  expect(diagnostics).toEqual([]);
  const settings = resolveSettings(value as SettingsInput);
  if (!settings.ok) throw new Error(settings.failure.map(({ message }) => message).join(' '));
  return settings.value;
}

const unit = deployed('systemd/overlap@.service');
const compose = parse(deployed('container/compose.yaml'));

describe('docs/deployment.md', () => {
  const page = readPage('deployment.md');

  test('shows settings that several processes can start with', () => {
    const [settings] = fencesOf(page).filter(({ language }) => language === 'yaml');
    const { server, store } = resolved(settings?.text ?? '', { ADMIN_PORT: '4101' });
    expect(server).toMatchObject({ reusePort: true, admin: { kind: 'own listener', port: 4101, required: true } });
    expect(store.kind).toBe('valkey');
  });

  test('names settings that there are', () => {
    const rows = rowsOf(page, ['setting', 'in memory']);
    const listed = readPage('settings.md');
    for (const { setting = '' } of rows) {
      const name = codeIn(setting);
      if (name !== undefined) expect(listed).toContain(`| \`${name}`);
    }
    expect(rows.length).toBeGreaterThan(10);
  });
});

describe('deploy/', () => {
  test('waits for a drain to end before it kills', () => {
    const patience = /^TimeoutStopSec=(\S+)$/m.exec(unit)?.[1] ?? '';
    expect(parseDuration(patience)).toBeGreaterThan(DRAIN_DEFAULTS.maxMs);
    expect(parseDuration(compose.services.overlap.stop_grace_period)).toBeGreaterThan(DRAIN_DEFAULTS.maxMs);
    expect(compose.services.overlap.stop_signal).toBe('SIGTERM');
  });

  test('gives each process of the template an operators’ port, and waits for it there', () => {
    const port = /^Environment=ADMIN_PORT=(\d+)%i$/m.exec(unit)?.[1];
    expect(unit).toContain(`http://127.0.0.1:${port}%i/health/ready`);
  });

  test('brings a container settings and a graph that can be served', () => {
    const env = compose.services.overlap.environment;
    const { server, store } = resolved(deployed('container/overlap.yaml'), env);
    expect([server.host, store]).toEqual(['0.0.0.0', { kind: 'valkey', url: env.STORE_URL }]);
    const text = deployed('container/graph/status.graphql');
    const { diagnostics } = loadGraph([{ service: 'status', source: { name: 'status.graphql', text } }], {});
    expect(diagnostics.filter(stopsStart)).toEqual([]);
  });

  test('asks the image’s health where the server tells it', () => {
    expect(deployed('container/Dockerfile')).toContain('http://127.0.0.1:4000/health/ready');
  });
});
