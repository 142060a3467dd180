import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Frame, printFrame, recordProfile, type Sample, sharesBy } from './harness/cpu-profile.ts';
import { BY_HAND, BY_HAND_SHARING_CALLS, OVERLAP } from './harness/servers.ts';
import { CORES } from './harness/start-process.ts';
import { startUpstreams } from './harness/upstreams.ts';
import { workloadNamed } from './harness/workloads.ts';

/**
 * Where the time of a workload goes: the share of each room, file and function, by the sampling profiler of Node.
 *
 *     node bench/profile.bench.ts ["posts+users, distinct"] [--seconds 5] [--by-hand]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    'by-hand': { type: 'boolean', default: false },
    top: { type: 'string', default: '40' },
  },
});
const [name = 'posts+users, distinct'] = positionals;
const workload = workloadNamed(name);
const byHand = workload.servers.includes(BY_HAND_SHARING_CALLS) ? BY_HAND_SHARING_CALLS : BY_HAND;
const kind = values['by-hand'] ? byHand : OVERLAP;

execFileSync('taskset', ['-pc', String(CORES.others), String(process.pid)], { stdio: 'ignore' });
await using upstreams = await startUpstreams();
const { perSecond, samples } = await recordProfile(kind, { workload, upstreams, seconds: Number(values.seconds) });
console.log(`${kind.name}, ${name}: ${Math.round(perSecond)} requests/s under the profiler\n`);

const blamed = ({ self, cause }: Sample): Frame => cause ?? self;
print('Rooms and packages, with what they cause in Node', (sample) => roomOf(blamed(sample)));
print('Files, with what they cause in Node', (sample) => blamed(sample).place);
print('Functions, with what they cause in Node', (sample) => printFrame(blamed(sample)));
print('Functions by themselves', ({ self }) => printFrame(self));

function roomOf({ place }: Frame): string {
  return /^(src\/[^/]+(?=\/)|node_modules\/(@[^/]+\/)?[^/]+|[^/]+)/.exec(place)?.[0] ?? place;
}

function print(title: string, keyOf: (sample: Sample) => string): void {
  console.log(`${title}:`);
  for (const [key, share] of sharesBy(samples, keyOf).slice(0, Number(values.top))) {
    console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${key}`);
  }
  console.log();
}
