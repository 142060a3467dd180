import { describe, expect, test } from 'vitest';
import { peerVersions } from '../../bench/harness/installed.ts';
import { LAYER_NAMES } from '../../bench/harness/layers.ts';
import { WORKLOADS } from '../../bench/harness/workloads.ts';
import { codeIn, readPage, rowsOf, sectionsOf } from './markdown.ts';

const sections = new Map(sectionsOf(readPage('performance.md')).map(({ title, text }) => [title, text]));

describe('the performance page', () => {
  test('describes every workload of the benchmark', () => {
    const named = rowsOf(sections.get('The workloads') ?? '', ['name']).map(({ name = '' }) => codeIn(name));
    for (const { name } of WORKLOADS) expect(named).toContain(name);
  });

  test('names every server that is measured', () => {
    const named = rowsOf(sections.get('The servers') ?? '', ['server']).map(({ server }) => server);
    const measured = WORKLOADS.flatMap(({ servers }) => servers.map(({ name }) => name));
    for (const name of measured.filter((one) => !one.startsWith('Overlap, trace'))) expect(named).toContain(name);
  });

  test('states the versions that the peers are pinned to', () => {
    const text = (sections.get('The servers') ?? '').replaceAll('`', '');
    for (const [name, version] of Object.entries(peerVersions())) expect(text).toContain(`${name} ${version}`);
  });

  test('explains every layer', () => {
    const named = rowsOf(sections.get('What each layer costs') ?? '', ['layer']).map(({ layer }) => layer);
    for (const name of LAYER_NAMES) expect(named).toContain(name.replace(/^Node: .*/, 'Node: …'));
  });
});
