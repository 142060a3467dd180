import type { Measured } from './measure-load.ts';
import { printSpread, short } from './statistics.ts';
import type { Bar, Workload } from './workloads.ts';

/** A workload's figures as a Markdown section: a row per server, then what became of its bars. */
export function printLoad(workload: Workload, measured: readonly Measured[]): string {
  const [first] = measured;
  const rows = measured.map(
    ({ server, perSecond, cpuUs, medianMs, p99Ms, residentMiB }) =>
      `| ${server.name} | ${printSpread(perSecond)} | ${printSpread(cpuUs)} | ${short((first?.cpuUs.median ?? 0) / cpuUs.median)} | ${printSpread(medianMs)} | ${short(p99Ms.median)} | ${short(residentMiB)} |`,
  );
  const bars = workload.bars.flatMap((bar) => printBar(bar, measured));
  return [
    `## ${workload.name}\n\n${workload.about} ${workload.connections} connection${workload.connections === 1 ? '' : 's'}.\n`,
    '| server | requests/s | CPU per request, µs | Overlap’s CPU to its | median ms | p99 ms | resident MiB |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...bars,
    '',
  ].join('\n');
}

const FIGURE = { 'requests/s': 'perSecond', 'CPU per request': 'cpuUs' } as const;

function printBar(bar: Bar, measured: readonly Measured[]): readonly string[] {
  const [ours] = measured;
  if (ours === undefined) return [];
  if (bar.of === 'median latency') {
    const { median } = ours.medianMs;
    return [barLine(`median ≤ ${bar.atMostMs} ms`, `${short(median)} ms`, median <= bar.atMostMs)];
  }
  const { of, beside, times } = bar;
  const theirs = measured.find(({ server }) => server.name === beside.name);
  if (theirs === undefined) return [];
  const ratio = ours[FIGURE[of]].median / theirs[FIGURE[of]].median;
  const atLeast = of === 'requests/s';
  const isMet = atLeast ? ratio >= times : ratio <= times;
  return [barLine(`${of} ${atLeast ? '≥' : '≤'} ${times} × ${beside.name}`, `${short(ratio)} ×`, isMet)];
}

export function barLine(bar: string, found: string, isMet: boolean): string {
  return `- ${isMet ? 'met' : '**not met**'}: ${bar}: ${found}`;
}
