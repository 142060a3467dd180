import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { printFrame, recordProfile, sharesBy } from './harness/cpu-profile.ts';
import { LAYER_NAMES, layerOf } from './harness/layers.ts';
import { measureLoad } from './harness/measure-load.ts';
import { OVERLAP } from './harness/servers.ts';
import { CORES } from './harness/start-process.ts';
import { printSpread, type Spread, short } from './harness/statistics.ts';
import { startUpstreams } from './harness/upstreams.ts';
import { workloadNamed } from './harness/workloads.ts';
import { provenance, today, writeText } from './harness/write-result.ts';

/**
 * What each layer costs per request, and which ten functions cost most. The processor's time per request is measured
 * without the profiler, the shares with it: the profiler slows all down, but hardly one more than another.
 *
 *     node bench/layers.bench.ts [--seconds 6] [--rounds 5] [greet "posts+users" "posts+users, distinct"]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '6' }, rounds: { type: 'string', default: '5' } },
});
const DEFAULT_WORKLOADS = ['greet', 'posts+users', 'posts+users, distinct'];
const TOP = 10;

execFileSync('taskset', ['-pc', String(CORES.others), String(process.pid)], { stdio: 'ignore' });
await using upstreams = await startUpstreams();
const columns: Column[] = [];
for (const name of positionals.length > 0 ? positionals : DEFAULT_WORKLOADS) columns.push(await measureColumn(name));
const text = [
  `# What each layer costs, ${today()}\n`,
  `${provenance()}\n`,
  ...printLayers(),
  ...columns.map(printTop),
].join('\n');
console.log(text);
writeText('layers', text);

interface Column {
  readonly name: string;
  readonly cpuUs: Spread;
  readonly layers: ReadonlyMap<string, number>;
  /** Functions by what they cause in Node. */
  readonly functions: readonly (readonly [string, number])[];
}

async function measureColumn(name: string): Promise<Column> {
  const workload = { ...workloadNamed(name), servers: [OVERLAP] };
  const rounds = { rounds: Number(values.rounds), seconds: 1, warmUpSeconds: 2 };
  const [measured] = await measureLoad(workload, upstreams, rounds);
  if (measured === undefined) throw new Error(`Nothing was measured for ${name}.`);
  const { samples } = await recordProfile(OVERLAP, { workload, upstreams, seconds: Number(values.seconds) });
  return {
    name,
    cpuUs: measured.cpuUs,
    layers: new Map(sharesBy(samples, layerOf)),
    functions: sharesBy(samples, ({ self, cause }) => printFrame(cause ?? self)).slice(0, TOP),
  };
}

function printLayers(): readonly string[] {
  const cell = ({ layers, cpuUs }: Column, layer: string): string => {
    const share = layers.get(layer) ?? 0;
    return `${short(share * cpuUs.median)} (${(share * 100).toFixed(1)} %)`;
  };
  return [
    'CPU per request in µs, and its share.\n',
    `| layer | ${columns.map(({ name }) => name).join(' | ')} |`,
    `| --- |${' --- |'.repeat(columns.length)}`,
    ...LAYER_NAMES.map((layer) => `| ${layer} | ${columns.map((column) => cell(column, layer)).join(' | ')} |`),
    `| **all** | ${columns.map(({ cpuUs }) => printSpread(cpuUs)).join(' | ')} |`,
    '',
  ];
}

function printTop({ name, functions, cpuUs }: Column): string {
  const rows = functions.map(
    ([label, share], at) =>
      `| ${at + 1} | \`${label}\` | ${short(share * cpuUs.median)} | ${(share * 100).toFixed(1)} % |`,
  );
  return [
    `## ${name}: the ten functions that cost most\n`,
    'With what they cause inside Node.\n',
    '| | function | µs | share |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
