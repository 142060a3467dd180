import { fileURLToPath } from 'node:url';
import { fineCpuMs } from './process-figures.ts';
import { printSection, type Section } from './section.ts';
import { CORES, startProcess } from './start-process.ts';
import { printSpread, spreadOf } from './statistics.ts';

const BAR_MS = 700;

/** From the start of the process to the line that says where it listens: `overlap serve` with the demo graph. */
export async function measureStart(rounds: number): Promise<Section> {
  const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const command = [
    ...[process.execPath, path('src/cli/main.ts'), 'serve', '--schema', path('schema'), '--port', '0'],
    ...['--resolvers', path('demo/resolvers.ts')],
  ];
  const times: number[] = [];
  const cpuTimes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await using started = await startProcess({ command, core: CORES.server });
    times.push(started.startMs);
    cpuTimes.push(fineCpuMs(started.pid));
  }
  const spread = spreadOf(times);
  const isMet = spread.median <= BAR_MS;
  return printSection(
    'cold start',
    [
      '`overlap serve --schema schema`, sources run by type stripping, until it listens.\n',
      `${printSpread(spread)} ms, of them ${printSpread(spreadOf(cpuTimes))} of the processor.`,
    ],
    [{ bar: `ready within ${BAR_MS} ms`, found: `${Math.round(spread.median)} ms`, isMet }],
  );
}
