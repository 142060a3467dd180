import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectRightAnswers, loadOf, requestOf } from './measure-load.ts';
import { type ServerKind, startServerKind } from './servers.ts';
import type { Upstreams } from './upstreams.ts';
import type { Workload } from './workload.ts';
import { load } from './wrk.ts';

/** What a server did under load, when everything was warm. */
export interface CpuProfile {
  /** Under the profiler, which costs something itself. */
  readonly perSecond: number;
  readonly samples: readonly Sample[];
}

/** A moment of the processor: where it was, and who had asked for that. */
export interface Sample {
  readonly us: number;
  readonly self: Frame;
  /** The innermost function on the stack that is no part of Node or V8; undefined when there is none. */
  readonly cause: Frame | undefined;
}

export interface Frame {
  readonly name: string;
  /** From src/, node_modules/ or bench/ on; `node:…` for Node's own; the function's name where there is no file. */
  readonly place: string;
  readonly line: number;
}

/** Loads one server with one workload under V8's sampling profiler, five samples a millisecond. */
export async function recordProfile(
  kind: ServerKind,
  {
    workload,
    upstreams,
    seconds,
  }: { readonly workload: Workload; readonly upstreams: Upstreams; readonly seconds: number },
): Promise<CpuProfile> {
  const folder = mkdtempSync(join(tmpdir(), 'overlap-profile-'));
  const [node = '', ...rest] = kind.command;
  const command = [node, '--cpu-prof', '--cpu-prof-interval', '200', `--cpu-prof-dir=${folder}`, ...rest];
  const server = { ...kind, command };
  try {
    const request = requestOf(workload, server);
    let perSecond = 0;
    {
      await using process = await startServerKind(server, upstreams);
      await expectRightAnswers(workload, { server, process, request });
      const lookInside = workload.mayHoldErrors !== true; // what fails is another path
      await load(process.origin, request, { ...loadOf(workload), seconds: WARM_UP_SECONDS, lookInside });
      ({ perSecond } = await load(process.origin, request, { ...loadOf(workload), seconds, lookInside }));
    }
    const [file = ''] = readdirSync(folder);
    const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as V8Profile;
    return { perSecond, samples: [...samplesOf(profile, seconds - END_SECONDS)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const WARM_UP_SECONDS = 3;

/** Between the end of the load and the end of the process, generously: what is counted begins so much later. */
const END_SECONDS = 0.5;

interface V8Profile {
  readonly nodes: readonly V8Node[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface V8Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** The last seconds, without idling. */
function* samplesOf({ nodes, samples, timeDeltas }: V8Profile, lastSeconds: number): Generator<Sample> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, frameOf(callFrame)]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const causeOf = (id: number): Frame | undefined => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = frames.get(at);
      if (frame !== undefined && /^(src|node_modules|bench)\//.test(frame.place)) return frame;
    }
    return undefined;
  };
  const causes = new Map(nodes.map(({ id }) => [id, causeOf(id)]));
  let leftUs = timeDeltas.reduce((sum, us) => sum + us, 0) - lastSeconds * 1e6;
  for (const [at, id] of samples.entries()) {
    const us = timeDeltas[at] ?? 0;
    leftUs -= us;
    const self = frames.get(id);
    if (leftUs <= 0 && self !== undefined && self.name !== '(idle)') yield { us, self, cause: causes.get(id) };
  }
}

function frameOf({ functionName, url, lineNumber }: V8Node['callFrame']): Frame {
  const place = url === '' ? functionName : url.replace(/^.*\/(?=(src|node_modules|bench)\/)/, '');
  return { name: functionName || '(anonymous)', place, line: lineNumber + 1 };
}

export function printFrame({ name, place, line }: Frame): string {
  return place === name ? name : `${name} ${place}:${line}`;
}

/** Time by whatever a sample is counted under, most first; shares of the whole. */
export function sharesBy<Key>(
  samples: readonly Sample[],
  keyOf: (sample: Sample) => Key,
): readonly (readonly [Key, number])[] {
  const sums = new Map<Key, number>();
  let wholeUs = 0;
  for (const sample of samples) {
    const key = keyOf(sample);
    sums.set(key, (sums.get(key) ?? 0) + sample.us);
    wholeUs += sample.us;
  }
  return [...sums].map(([key, us]) => [key, us / wholeUs] as const).sort(([, a], [, b]) => b - a);
}
