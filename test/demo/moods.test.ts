import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolvers } from '../../demo/resolvers.ts';
import { readDemoSchema } from '../../demo/schema-files.ts';
import { demoSettings } from '../../demo/settings.ts';
import { type DemoUpstreams, startUpstreams } from '../../demo/upstreams/start-upstreams.ts';
import { createOverlap, type Overlap } from '../../src/index.ts';

let upstreams: DemoUpstreams;
let overlap: Overlap;

beforeAll(async () => {
  upstreams = await startUpstreams();
  for (const upstream of upstreams.all) await upstream.set({ latencyMs: 0 });
  const settings = demoSettings(upstreams);
  const sources = Object.entries(settings.sources ?? {}).map(([name, source]) => [
    name,
    { ...source, timeout: { connect: '1m', attempt: '1m', queue: '1m' } }, // a slow machine is no mood
  ]);
  overlap = createOverlap({
    typeDefs: readDemoSchema(),
    settings: { ...settings, deadline: '1m', sources: Object.fromEntries(sources) },
    resolvers,
  });
});

afterAll(async () => {
  await overlap[Symbol.asyncDispose]();
  await upstreams[Symbol.asyncDispose]();
});

test("nobody sees support's moments: what it fails is asked again", async () => {
  for (let asked = 0; asked < 12; asked += 1) {
    const { data, errors } = await overlap.query({ query: '{ store { tickets { id } } }' });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ store: { tickets: expect.arrayContaining([{ id: expect.any(String) }]) } });
  }
  expect(upstreams.get('support').calls).toBeGreaterThan(12);
});

test('beyond twenty a second, rates are waited for as long as they say', async () => {
  const startMs = performance.now();
  for (let asked = 0; asked < 24; asked += 1) {
    const { errors } = await overlap.query({ query: '{ exchangeRates { base } }' });
    expect(errors).toBeUndefined();
  }
  expect(performance.now() - startMs).toBeGreaterThan(900);
});
