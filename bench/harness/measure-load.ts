import { cpuMsOfTree, residentBytes } from './process-figures.ts';
import { ask, type BenchRequest, numbered } from './request.ts';
import { type ServerKind, startServerKind } from './servers.ts';
import type { StartedProcess } from './start-process.ts';
import { type Spread, spreadOf } from './statistics.ts';
import type { Upstreams } from './upstreams.ts';
import type { Workload } from './workload.ts';
import { type LoadFigures, type LoadOptions, load } from './wrk.ts';

/** What the runs of one server on one workload gave. */
export interface Measured {
  readonly server: ServerKind;
  readonly perSecond: Spread;
  readonly cpuUs: Spread;
  readonly medianMs: Spread;
  readonly p99Ms: Spread;
  readonly residentMiB: number;
}

export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/**
 * All servers of a workload side by side: started, held to the right answer, warmed up, then loaded in turns, so that
 * whatever else the machine does meets them all alike. They idle while another one is at work.
 */
export async function measureLoad(
  workload: Workload,
  upstreams: Upstreams,
  { rounds, seconds, warmUpSeconds }: Rounds,
): Promise<readonly Measured[]> {
  await using stack = new AsyncDisposableStack();
  const started: Contestant[] = [];
  for (const server of workload.servers) {
    const process = stack.use(await startServerKind(server, upstreams));
    const contestant: Contestant = { server, process, request: requestOf(workload, server), runs: [] };
    await expectRightAnswers(workload, contestant);
    started.push(contestant);
  }
  for (const contestant of started) {
    contestant.warm = await warmUp(contestant, workload, warmUpSeconds);
  }
  const runSeconds = seconds * (workload.longer ?? 1);
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of started) contestant.runs.push(await run(contestant, workload, runSeconds));
  }
  for (const contestant of started) await expectRightAnswers(workload, contestant);
  return started.map(({ server, process, runs }) => ({
    server,
    perSecond: spreadOf(runs.map(({ perSecond }) => perSecond)),
    cpuUs: spreadOf(runs.map(({ cpuUs }) => cpuUs)),
    medianMs: spreadOf(runs.map(({ medianMs }) => medianMs)),
    p99Ms: spreadOf(runs.map(({ p99Ms }) => p99Ms)),
    residentMiB: residentBytes(process.pid) / 2 ** 20,
  }));
}

interface Contestant {
  readonly server: ServerKind;
  readonly process: StartedProcess;
  readonly request: BenchRequest;
  readonly runs: Run[];
  /** Where every answer was looked into. */
  warm?: LoadFigures;
}

interface Run {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Loads until there was something to see. */
async function warmUp(contestant: Contestant, workload: Workload, seconds: number): Promise<LoadFigures> {
  for (let tries = 0; tries < 5; tries += 1) {
    const figures = await loadContestant(contestant, workload, { seconds, lookInside: !workload.mayHoldErrors });
    if (figures.requests > 0) return figures;
  }
  throw new Error(`${contestant.server.name} does not answer ${workload.name} under load.`);
}

async function loadContestant(
  { server, process, request }: Contestant,
  workload: Workload,
  options: Pick<LoadOptions, 'seconds' | 'lookInside'>,
): Promise<LoadFigures> {
  try {
    return await load(process.origin, request, { ...loadOf(workload), ...options });
  } catch (cause) {
    throw new Error(`${server.name}, loaded with ${workload.name}:\n${process.said()}`, { cause });
  }
}

/** Below so many requests a second, looking into every answer is no burden for the core of the load. */
const FEW_PER_SECOND = 3_000;

async function run(contestant: Contestant, workload: Workload, seconds: number): Promise<Run> {
  const { server, process, warm } = contestant;
  const { mayHoldErrors = false, connections } = workload;
  const lookInside = !mayHoldErrors && warm !== undefined && warm.perSecond < FEW_PER_SECOND;
  const before = cpuMsOfTree(process.pid);
  const figures = await loadContestant(contestant, workload, { seconds, lookInside });
  const cpuMs = cpuMsOfTree(process.pid) - before;
  if (figures.requests === 0) throw new Error(`${server.name} gave no answer to ${workload.name} in ${seconds} s.`);
  if (!mayHoldErrors && warm !== undefined) {
    // Of many answers the size tells; what is cut off when the time is up then weighs little.
    const isSame = lookInside
      ? isNear(figures.bodyBytes, warm.bodyBytes, 0.02)
      : isNear(figures.bytes, warm.bytes, 0.01 + (2 * connections) / figures.requests);
    if (!isSame) throw new Error(`${server.name} answers ${workload.name} in another size than before it was timed.`);
  }
  return { ...figures, cpuUs: (cpuMs * 1_000) / figures.requests };
}

function isNear(value: number, expected: number, tolerance: number): boolean {
  return Math.abs(value / expected - 1) <= tolerance;
}

/** The workload's request in the language of a server. */
export function requestOf({ graphql, page }: Workload, { speaks, headers = {} }: ServerKind): BenchRequest {
  const request = speaks === 'graphql' ? graphql : page;
  return { ...request, headers: { ...request.headers, ...headers } };
}

/** Numbers never come again, so that nothing kept from one run helps the next. */
let nextNumber = 1_000_000_000;

/** How hard a workload loads, and numbers that have never been used. */
export function loadOf({ connections }: Workload): { readonly connections: number; readonly firstNumber: number } {
  nextNumber += 1_000_000; // more than any load gets through; the last number is still an `Int`
  return { connections, firstNumber: nextNumber };
}

/** No server is timed that answers less, or something else. */
export async function expectRightAnswers(
  { name, isRight }: Pick<Workload, 'name' | 'isRight'>,
  { server, process, request }: Pick<Contestant, 'server' | 'process' | 'request'>,
): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    nextNumber += 1;
    const { status, text } = await ask(process.origin, numbered(request, nextNumber));
    const { data } = status === 200 ? (JSON.parse(text) as { readonly data?: unknown }) : {};
    if (status !== 200 || !isRight(data))
      throw new Error(
        `${server.name} answers ${name} wrongly: status ${status}, ${text.slice(0, 500)}\n${process.said()}`,
      );
  }
}
