import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { expectRightAnswers, loadOf, requestOf } from './harness/measure-load.ts';
import { startNginx } from './harness/nginx.ts';
import { BY_HAND, BY_HAND_SHARING_CALLS, OVERLAP, startServerKind } from './harness/servers.ts';
import { CORES, startProcess } from './harness/start-process.ts';
import { FILES } from './harness/upstream-data.ts';
import { WORKLOADS } from './harness/workloads.ts';
import { load } from './harness/wrk.ts';

/**
 * Where the time of a workload goes: the share of each file and of each function, by the sampling profiler of Node.
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
const workload = WORKLOADS.find((one) => one.name === name);
if (workload === undefined) throw new Error(`There is no workload "${name}".`);

const folder = mkdtempSync(join(tmpdir(), 'overlap-profile-'));
const kind = values['by-hand']
  ? workload.servers.includes(BY_HAND_SHARING_CALLS)
    ? BY_HAND_SHARING_CALLS
    : BY_HAND
  : OVERLAP;
const [node = '', ...rest] = kind.command;
const server = {
  ...kind,
  command: [node, '--cpu-prof', '--cpu-prof-interval', '200', `--cpu-prof-dir=${folder}`, ...rest],
};
{
  await using nginx = await startNginx(FILES);
  await using slow = await startProcess({
    command: [process.execPath, fileURLToPath(new URL('./harness/slow-upstream.ts', import.meta.url))],
    core: CORES.others,
  });
  await using started = await startServerKind(server, { fast: nginx.origin, slow: slow.origin });
  const request = requestOf(workload, server);
  await expectRightAnswers(workload, { server, process: started, request });
  const figures = await load(started.origin, request, { ...loadOf(workload), seconds: Number(values.seconds) });
  console.log(`${kind.name}, ${name}: ${Math.round(figures.perSecond)} requests/s under the profiler\n`);
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

const [file = ''] = readdirSync(folder);
const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
const nodes = new Map(profile.nodes.map((one) => [one.id, one]));
const parents = new Map(
  profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
);

/** Functions by their own time; files and rooms by what they cause: time in Node and the engine is their caller's. */
const byFunction = new Map<string, number>();
const byCaller = new Map<string, number>();
const byFile = new Map<string, number>();
const byRoom = new Map<string, number>();
let wholeUs = 0;
for (const [id, us] of warmSamples()) {
  const frame = nodes.get(id)?.callFrame;
  if (frame === undefined || frame.functionName === '(idle)') continue;
  wholeUs += us;
  add(byFunction, nameOf(id), us);
  const cause = causeOf(id);
  add(byCaller, cause === undefined ? nameOf(id) : nameOf(cause), us);
  const place = cause === undefined ? placeOf(id) : placeOf(cause);
  add(byFile, place, us);
  add(byRoom, /^(src\/[^/]+(?=\/)|node_modules\/(@[^/]+\/)?[^/]+|[^/]+)/.exec(place)?.[0] ?? place, us);
}
print('Rooms and packages, with what they cause in Node', byRoom);
print('Files, with what they cause in Node', byFile);
print('Functions, with what they cause in Node', byCaller);
print('Functions by themselves', byFunction);

/** What was sampled once starting and warming up were over: all but the last seconds is left out. */
function* warmSamples(): Generator<readonly [number, number]> {
  const wantedUs = (Number(values.seconds) - 1) * 1e6;
  let leftUs = profile.timeDeltas.reduce((sum, us) => sum + us, 0) - wantedUs;
  for (const [at, id] of profile.samples.entries()) {
    const us = profile.timeDeltas[at] ?? 0;
    leftUs -= us;
    if (leftUs <= 0) yield [id, us];
  }
}

/** The nearest caller that is no part of Node. */
function causeOf(id: number): number | undefined {
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    if (/\/(src|node_modules|bench)\//.test(nodes.get(at)?.callFrame.url ?? '')) return at;
  }
  return undefined;
}

function placeOf(id: number): string {
  const { url = '', functionName } = nodes.get(id)?.callFrame ?? {};
  return url === '' ? `${functionName}` : url.replace(/^.*\/(?=(src|node_modules|bench)\/)/, '');
}

function nameOf(id: number): string {
  const { functionName = '', lineNumber = 0 } = nodes.get(id)?.callFrame ?? {};
  return `${functionName || '(anonymous)'} ${placeOf(id)}:${lineNumber + 1}`;
}

function print(title: string, table: ReadonlyMap<string, number>): void {
  console.log(`${title}:`);
  const sorted = [...table].sort(([, a], [, b]) => b - a).slice(0, Number(values.top));
  for (const [key, us] of sorted) console.log(`${((us / wholeUs) * 100).toFixed(1).padStart(6)} %  ${key}`);
  console.log();
}

function add(table: Map<string, number>, key: string, us: number): void {
  table.set(key, (table.get(key) ?? 0) + us);
}
