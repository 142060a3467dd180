import { expectRightAnswers } from './measure-load.ts';
import { PANEL_SERVERS, PANEL_SIZES, panelsOf, panelsRequest } from './panels.ts';
import { fineCpuMs } from './process-figures.ts';
import { ask } from './request.ts';
import { type JudgedBar, printSection, type Section } from './section.ts';
import { type ServerKind, startServerKind } from './servers.ts';
import type { StartedProcess } from './start-process.ts';
import { printSpread, short, spreadOf } from './statistics.ts';
import type { Upstreams } from './upstreams.ts';

/** Pages that nobody counts. */
const WARM_UP = 5;

/** May a page take so much longer than the one by hand, and each call so much more of the processor. */
const WALL_BAR = 1.05;
const CPU_BAR = 1.3;

/** Pages of N panels, one page at a time: how much of N × 200 ms overlaps. */
export async function measurePanels(upstreams: Upstreams, rounds: number): Promise<Section> {
  await using stack = new AsyncDisposableStack();
  const started: Contestant[] = [];
  for (const server of PANEL_SERVERS) {
    started.push({ server, process: stack.use(await startServerKind(server, upstreams)) });
  }
  const lines = ['| panels | server | wall ms | CPU per call, µs |', '| --- | --- | --- | --- |'];
  const bars: JudgedBar[] = [];
  for (const size of PANEL_SIZES) {
    const measured = await measureSize(size, started, rounds);
    for (const { name, wallMs, cpuUs } of measured) {
      lines.push(`| ${size} | ${name} | ${printSpread(spreadOf(wallMs))} | ${short(cpuUs)} |`);
    }
    const [ours, theirs] = measured;
    if (ours === undefined || theirs === undefined) continue;
    const wall = spreadOf(ours.wallMs).median / spreadOf(theirs.wallMs).median;
    const cpu = ours.cpuUs / theirs.cpuUs;
    bars.push(
      { bar: `${size} panels, wall ≤ ${WALL_BAR} × by hand`, found: `${short(wall)} ×`, isMet: wall <= WALL_BAR },
      { bar: `${size} panels, CPU per call ≤ ${CPU_BAR} × by hand`, found: `${short(cpu)} ×`, isMet: cpu <= CPU_BAR },
    );
  }
  return printSection(
    'panels',
    ['Pages of N panels, each one call of 200 ms, asked one after the other.\n', ...lines],
    bars,
  );
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
  const workload = panelsOf(size);
  const measured = started.map(({ server }): MeasuredSize => ({ name: server.name, wallMs: [], cpuUs: 0 }));
  for (const one of started) {
    const request = panelsRequest(size, one.server);
    for (let times = 0; times < WARM_UP; times += 1) await ask(one.process.origin, request);
    await expectRightAnswers(workload, { ...one, request });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { server, process }] of started.entries()) {
      const figures = measured[at];
      if (figures === undefined) continue;
      const cpuBefore = fineCpuMs(process.pid);
      const startMs = performance.now();
      await ask(process.origin, panelsRequest(size, server));
      figures.wallMs.push(performance.now() - startMs);
      figures.cpuUs += ((fineCpuMs(process.pid) - cpuBefore) * 1_000) / (size * rounds);
    }
  }
  return measured;
}
