import { expectRightAnswers, loadOf, requestOf } from './measure-load.ts';
import { PANEL_SERVERS, PANEL_SIZES, panelsOf, panelsRequest } from './panels.ts';
import type { BenchRequest } from './request.ts';
import { AIOHTTP, OVERLAP, type ServerKind, startServerKind } from './servers.ts';
import type { StartedProcess } from './start-process.ts';
import type { Upstreams } from './upstreams.ts';
import { WORKLOADS } from './workloads.ts';
import { load } from './wrk.ts';

/** What one server was asked, and what it answered otherwise than it should. */
export interface CheckedServer {
  readonly name: string;
  readonly asked: readonly string[];
  readonly faults: readonly string[];
}

/** One question to one server, with one right answer. */
interface Case {
  readonly server: ServerKind;
  readonly request: BenchRequest;
  readonly workload: { readonly name: string; readonly isRight: (data: unknown) => boolean };
}

/** Asks every server of every workload, and compares. Nothing is timed; each process is started once. */
export async function* checkAnswers(
  upstreams: Upstreams,
  { withWrk, withAiohttp }: { readonly withWrk: boolean; readonly withAiohttp: boolean },
): AsyncGenerator<CheckedServer> {
  const loads = WORKLOADS.flatMap((workload) =>
    workload.servers.map((server): Case => ({ server, workload, request: requestOf(workload, server) })),
  );
  const panelServers = PANEL_SERVERS.filter((server) => withAiohttp || server !== AIOHTTP);
  const panels = PANEL_SIZES.flatMap((size) =>
    panelServers.map((server): Case => ({ server, workload: panelsOf(size), request: panelsRequest(size, server) })),
  );
  const byProcess = Map.groupBy([...loads, ...panels], ({ server }) => JSON.stringify([server.command, server.env]));
  for (const cases of byProcess.values()) yield await checkServer(cases, upstreams);
  if (withWrk) yield await checkLoad(upstreams);
}

async function checkServer(cases: readonly Case[], upstreams: Upstreams): Promise<CheckedServer> {
  const [first] = cases;
  const name = [...new Set(cases.map(({ server }) => server.name))].join(' and ');
  const faults: string[] = [];
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  };
  await attempt(async () => {
    if (first === undefined) return;
    await using process: StartedProcess = await startServerKind(first.server, upstreams);
    for (const one of cases) await attempt(() => expectRightAnswers(one.workload, { ...one, process }));
  });
  return { name, asked: cases.map(({ workload }) => workload.name), faults };
}

/** That the load itself holds: requests by wrk that bear a number each, every answer looked into. */
async function checkLoad(upstreams: Upstreams): Promise<CheckedServer> {
  const asked = WORKLOADS.filter(({ name }) => name === 'posts+users, distinct');
  const faults: string[] = [];
  try {
    await using server = await startServerKind(OVERLAP, upstreams);
    for (const workload of asked) {
      const options = { ...loadOf(workload), connections: 10, seconds: 2, lookInside: true };
      const { requests } = await load(server.origin, requestOf(workload, OVERLAP), options);
      if (requests === 0) faults.push('There was no answer within two seconds.');
    }
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  return { name: 'Overlap, under load by wrk', asked: asked.map(({ name }) => name), faults };
}
