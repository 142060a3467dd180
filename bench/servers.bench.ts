import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { checkAnswers } from './harness/check-answers.ts';
import { missingPeers, missingPrograms } from './harness/installed.ts';
import { measureLoad, type Rounds } from './harness/measure-load.ts';
import { measureMemory } from './harness/measure-memory.ts';
import { measurePanels } from './harness/measure-panels.ts';
import { measureStart } from './harness/measure-start.ts';
import { printLoad } from './harness/print-load.ts';
import { printSummary, type Section } from './harness/section.ts';
import { CORES } from './harness/start-process.ts';
import { startUpstreams } from './harness/upstreams.ts';
import { WORKLOADS } from './harness/workloads.ts';
import { writeResult } from './harness/write-result.ts';

/**
 * Overlap beside what one would use instead: the same work, the same upstreams, the same Node, in turns.
 *
 *     node bench/servers.bench.ts [--quick] [--rounds 5] [--seconds 1] [workload…]
 *     node bench/servers.bench.ts --answers      compares the answers of all, and times nothing
 *
 * Needs Linux with two cores, and nginx, wrk and python3-aiohttp as Debian ships them; and once
 * `npm ci --ignore-scripts --prefix bench/peers`. The table goes to stdout and to bench/results/.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    answers: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
  },
});
const NAMES = [...WORKLOADS.map(({ name }) => name), 'panels', 'cold start', 'memory'];
const unknown = positionals.find((name) => !NAMES.includes(name));
if (unknown !== undefined) refuse(`There is no workload "${unknown}". There are: ${NAMES.join('; ')}.`);
const unready = missingPeers();
if (unready !== undefined) refuse(unready);
execFileSync('taskset', ['-pc', String(CORES.others), String(process.pid)], { stdio: 'ignore' });
await (values.answers ? compareAnswers() : measure());

async function measure(): Promise<void> {
  const missing = missingPrograms();
  if (missing !== undefined) refuse(missing.sentence);
  if (CORES.server === CORES.others) refuse('There is one core; to be timed, a server needs one of its own.');
  const rounds: Rounds = values.quick
    ? { rounds: 1, seconds: 1, warmUpSeconds: 1 }
    : { rounds: Number(values.rounds), seconds: Number(values.seconds), warmUpSeconds: 2 };
  await using upstreams = await startUpstreams();
  const sections: Section[] = [];
  const section = async (name: string, make: () => Promise<Section>): Promise<void> => {
    if (positionals.length > 0 && !positionals.includes(name)) return;
    const startMs = performance.now();
    const made = await make();
    sections.push(made);
    console.log(made.text);
    console.error(`${name}: ${Math.round((performance.now() - startMs) / 1000)} s\n`);
    // After each section, so that an interrupted run leaves what it found.
    if (!values.quick) writeResult(sections, { subject: subjectOf(positionals), rounds });
  };
  for (const workload of WORKLOADS) {
    await section(workload.name, async () => printLoad(workload, await measureLoad(workload, upstreams, rounds)));
  }
  await section('panels', () => measurePanels(upstreams, 3 * rounds.rounds));
  await section('cold start', () => measureStart(rounds.rounds));
  if (!values.quick) await section('memory', () => measureMemory(upstreams, 1_000_000));
  console.log(printSummary(sections));
}

function subjectOf(names: readonly string[]): string {
  return names.length === 0 ? 'servers' : names.join(' ').replaceAll(/[^a-z]+/gi, '-');
}

/** For CI: right answers do not depend on how busy a machine is. There, everything must be installed. */
async function compareAnswers(): Promise<void> {
  const missing = missingPrograms();
  if (missing !== undefined) {
    if (process.env.CI === 'true') refuse(`${missing.sentence}\nIn CI nothing is left out.`);
    console.error(missing.sentence);
  }
  await using upstreams = await startUpstreams({ withNginx: missing?.names.has('nginx') !== true });
  let faulty = 0;
  const options = { withWrk: missing?.names.has('wrk') !== true, withAiohttp: missing?.names.has('aiohttp') !== true };
  for await (const { name, asked, faults } of checkAnswers(upstreams, options)) {
    console.log(`${faults.length === 0 ? 'right' : 'WRONG'}  ${name}: ${asked.join('; ')}`);
    for (const fault of faults) console.log(`       ${fault}`);
    if (faults.length > 0) faulty += 1;
  }
  if (faulty > 0) process.exitCode = 1;
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
