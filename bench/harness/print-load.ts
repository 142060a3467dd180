import type { Measured } from './measure-load.ts';
import { type JudgedBar, printSection, type Section } from './section.ts';
import { printSpread, short } from './statistics.ts';
import type { Bar, Workload } from './workload.ts';

/** A workload's figures: a row per server, then what became of the bars. */
export function printLoad(workload: Workload, measured: readonly Measured[]): Section {
  const [ours] = measured;
  const rows = measured.map((row) =>
    [
      row.server.name,
      ...[printSpread(row.perSecond), short((ours?.perSecond.median ?? 0) / row.perSecond.median)],
      ...[printSpread(row.cpuUs), short((ours?.cpuUs.median ?? 0) / row.cpuUs.median)],
      ...[printSpread(row.medianMs), short(row.p99Ms.median), short(row.residentMiB)],
    ].join(' | '),
  );
  const connections = `${workload.connections} connection${workload.connections === 1 ? '' : 's'}`;
  const lines = [
    `${workload.about} ${connections}.\n`,
    '| server | requests/s | ours ÷ its | CPU per request, µs | ours ÷ its | median ms | p99 ms | resident MiB |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ];
  return printSection(
    workload.name,
    lines,
    workload.bars.flatMap((bar) => judge(bar, measured)),
  );
}

/** What is compared, and whether more of it is better. */
const FIGURES = {
  'requests/s': { figure: 'perSecond', moreIsBetter: true },
  'CPU per request': { figure: 'cpuUs', moreIsBetter: false },
} as const;

function judge(bar: Bar, measured: readonly Measured[]): readonly JudgedBar[] {
  const [ours] = measured;
  if (ours === undefined) return [];
  if (bar.of === 'median latency') {
    const { median } = ours.medianMs;
    return [{ bar: `median ≤ ${bar.atMostMs} ms`, found: `${short(median)} ms`, isMet: median <= bar.atMostMs }];
  }
  const { figure, moreIsBetter } = FIGURES[bar.of];
  const ratioTo = (theirs: Measured): number => ours[figure].median / theirs[figure].median;
  if ('aheadOf' in bar) {
    const names = bar.aheadOf.map(({ name }) => name);
    const [nearest] = measured
      .filter(({ server }) => names.includes(server.name))
      .sort((a, b) => (moreIsBetter ? 1 : -1) * (ratioTo(a) - ratioTo(b)));
    if (nearest === undefined) return [];
    const ratio = ratioTo(nearest);
    const found = `${short(ratio)} × the nearest, ${nearest.server.name}`;
    return [{ bar: `${bar.of} ahead of every peer`, found, isMet: moreIsBetter ? ratio > 1 : ratio < 1 }];
  }
  const theirs = measured.find(({ server }) => server.name === bar.beside.name);
  if (theirs === undefined) return [];
  const ratio = ratioTo(theirs);
  const sign = moreIsBetter ? '≥' : '≤';
  const isMet = moreIsBetter ? ratio >= bar.times : ratio <= bar.times;
  return [{ bar: `${bar.of} ${sign} ${bar.times} × ${bar.beside.name}`, found: `${short(ratio)} ×`, isMet }];
}
