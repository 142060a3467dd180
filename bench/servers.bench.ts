import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureLoad, type Rounds } from './harness/measure-load.ts';
import { measureMemory } from './harness/measure-memory.ts';
import { measurePanels } from './harness/measure-panels.ts';
import { measureStart } from './harness/measure-start.ts';
import { startNginx } from './harness/nginx.ts';
import { printLoad } from './harness/print-table.ts';
import type { Upstreams } from './harness/servers.ts';
import { CORES, startProcess } from './harness/start-process.ts';
import { FILES } from './harness/upstream-data.ts';
import { WORKLOADS } from './harness/workloads.ts';

/**
 * Overlap beside what one would use instead: the same work, the same upstreams, the same Node, in turns.
 *
 *     node bench/servers.bench.ts [--quick] [--rounds 5] [--seconds 2] [workload…]
 *
 * Needs Linux with two cores, and nginx, wrk and python3-aiohttp as Debian ships them; and once
 * `npm ci --ignore-scripts --prefix bench/peers`. The table goes to stdout and to bench/results/.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
  },
});
const rounds: Rounds = values.quick
  ? { rounds: 1, seconds: 1, warmUpSeconds: 1 }
  : { rounds: Number(values.rounds), seconds: Number(values.seconds), warmUpSeconds: 2 };

execFileSync('taskset', ['-pc', String(CORES.others), String(process.pid)]);

await using nginx = await startNginx(FILES);
await using slow = await startProcess({
  command: [process.execPath, fileURLToPath(new URL('./harness/slow-upstream.ts', import.meta.url))],
  core: CORES.others,
});
const upstreams: Upstreams = { fast: nginx.origin, slow: slow.origin };

const sections: string[] = [];
for (const workload of WORKLOADS) {
  await section(workload.name, async () => printLoad(workload, await measureLoad(workload, upstreams, rounds)));
}
await section('panels', () => measurePanels(upstreams, 3 * rounds.rounds));
await section('cold start', () => measureStart(rounds.rounds));
if (!values.quick) await section('memory', () => measureMemory(upstreams, 1_000_000));

async function section(name: string, measure: () => Promise<string>): Promise<void> {
  if (positionals.length > 0 && !positionals.includes(name)) return;
  const text = await measure();
  console.log(text);
  sections.push(text);
  write();
}

/** After each section, so that an interrupted run leaves what it found. */
function write(): void {
  if (values.quick) return;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const date = new Date().toISOString().slice(0, 10);
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const subject = positionals.length === 0 ? 'servers' : positionals.join(' ').replaceAll(/[^a-z]+/gi, '-');
  const head = `# Servers beside each other, ${date}

Commit ${commit}; \`node bench/servers.bench.ts ${process.argv.slice(2).join(' ')}\`; Node ${process.version}; ${cpus()[0]?.model ?? ''}, two cores: the server on one, upstreams and load on the other. ${rounds.rounds} runs of ${rounds.seconds} s each, in turns; median (lowest–highest).

`;
  writeFileSync(new URL(`${date}-${subject}.md`, folder), head + sections.join('\n'));
}
