import { fileURLToPath } from 'node:url';
import { barLine } from './print-table.ts';
import { fineCpuMs } from './process-figures.ts';
import { CORES, startProcess } from './start-process.ts';
import { printSpread, spreadOf } from './statistics.ts';

const BAR_MS = 700;

/** From the start of the process to the line that says where it listens: `overlap serve` with the demo graph. */
export async function measureStart(rounds: number): Promise<string> {
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
  return [
    '## cold start\n\n`overlap serve --schema schema`, sources run by type stripping, until it listens.\n',
    `${printSpread(spread)} ms, of them ${printSpread(spreadOf(cpuTimes))} of the processor.\n`,
    barLine(`ready within ${BAR_MS} ms`, `${Math.round(spread.median)} ms`, spread.median <= BAR_MS),
    '',
  ].join('\n');
}
