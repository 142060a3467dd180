import { expectRightAnswers } from './measure-load.ts';
import { barLine } from './print-table.ts';
import { fineCpuMs } from './process-figures.ts';
import { ask, type BenchRequest } from './request.ts';
import { AIOHTTP, BY_HAND, OVERLAP, type ServerKind, startServerKind, type Upstreams } from './servers.ts';
import type { StartedProcess } from './start-process.ts';
import { printSpread, short, spreadOf } from './statistics.ts';
import { panelOf } from './upstream-data.ts';

/** How many panels a page has, each one call of 200 ms; the largest first, so that code and connections are warm. */
const SIZES = [1_000, 100, 10];

/** Pages that nobody counts. */
const WARM_UP = 5;

/** May a page take so much longer than the one by hand, and each call so much more of the processor. */
const WALL_BAR = 1.05;
const CPU_BAR = 1.3;

/** Pages of N panels, one page at a time: how much of N × 200 ms overlaps. */
export async function measurePanels(upstreams: Upstreams, rounds: number): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const started: Contestant[] = [];
  for (const server of [OVERLAP, BY_HAND, AIOHTTP]) {
    started.push({ server, process: stack.use(await startServerKind(server, upstreams)) });
  }
  const lines = ['| panels | server | wall ms | CPU per call, µs |', '| --- | --- | --- | --- |'];
  const bars: string[] = [];
  for (const size of SIZES) {
    const measured = await measureSize(size, started, rounds);
    for (const { name, wallMs, cpuUs } of measured) {
      lines.push(`| ${size} | ${name} | ${printSpread(spreadOf(wallMs))} | ${short(cpuUs)} |`);
    }
    const [ours, theirs] = measured;
    if (ours === undefined || theirs === undefined) continue;
    const wall = spreadOf(ours.wallMs).median / spreadOf(theirs.wallMs).median;
    const cpu = ours.cpuUs / theirs.cpuUs;
    bars.push(barLine(`${size} panels, wall ≤ ${WALL_BAR} × by hand`, `${short(wall)} ×`, wall <= WALL_BAR));
    bars.push(barLine(`${size} panels, CPU per call ≤ ${CPU_BAR} × by hand`, `${short(cpu)} ×`, cpu <= CPU_BAR));
  }
  return [
    '## panels\n\nPages of N panels, each one call of 200 ms, asked one after the other.\n',
    ...lines,
    '',
    ...bars,
    '',
  ].join('\n');
}

interface Contestant {
  readonly server: ServerKind;
  readonly process: StartedProcess;
}

interface MeasuredSize {
  readonly name: string;
  readonly wallMs: number[];
  cpuUs: number;
}

async function measureSize(
  size: number,
  started: readonly Contestant[],
  rounds: number,
): Promise<readonly MeasuredSize[]> {
  const panels = Array.from({ length: size }, (_, id) => panelOf(id));
  const expected = JSON.stringify(Object.fromEntries(panels.map((panel) => [`p${panel.id}`, panel])));
  const workload = { name: `${size} panels`, isRight: (data: unknown) => JSON.stringify(data) === expected };
  const measured = started.map(({ server }): MeasuredSize => ({ name: server.name, wallMs: [], cpuUs: 0 }));
  for (const one of started) {
    const request = requestOf(size, one.server);
    for (let times = 0; times < WARM_UP; times += 1) await ask(one.process.origin, request);
    await expectRightAnswers(workload, { ...one, request });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { server, process }] of started.entries()) {
      const figures = measured[at];
      if (figures === undefined) continue;
      const cpuBefore = fineCpuMs(process.pid);
      const startMs = performance.now();
      await ask(process.origin, requestOf(size, server));
      figures.wallMs.push(performance.now() - startMs);
      figures.cpuUs += ((fineCpuMs(process.pid) - cpuBefore) * 1_000) / (size * rounds);
    }
  }
  return measured;
}

function requestOf(size: number, { speaks }: ServerKind): BenchRequest {
  if (speaks === 'pages') return { method: 'GET', path: `/panels?n=${size}`, headers: {} };
  const fields = Array.from({ length: size }, (_, id) => `p${id}: panel(id: ${id}) { id value }`);
  const body = JSON.stringify({ query: `{ ${fields.join(' ')} }` });
  return { method: 'POST', path: '/graphql', headers: { 'content-type': 'application/json' }, body };
}
