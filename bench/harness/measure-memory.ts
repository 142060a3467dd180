import { loadOf, requestOf } from './measure-load.ts';
import { residentBytes } from './process-figures.ts';
import { printSection, type Section } from './section.ts';
import { OVERLAP, startServerKind } from './servers.ts';
import { short } from './statistics.ts';
import type { Upstreams } from './upstreams.ts';
import { WORKLOADS } from './workloads.ts';
import { load } from './wrk.ts';

const BAR_MB = 300;
const MB = 1e6;

/** How long each workload is asked for in its turn: what can be shared is where a million requests are soon reached. */
const MIX: Readonly<Record<string, number>> = { 'posts+users': 5, greet: 5, 'posts+users, distinct': 1 };

/** What one process holds after so many requests of three workloads in turns. */
export async function measureMemory(upstreams: Upstreams, requests: number): Promise<Section> {
  await using server = await startServerKind(OVERLAP, upstreams);
  const counts = new Map(Object.keys(MIX).map((name) => [name, 0]));
  const done = (): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
  const looks: string[] = [];
  let nextLook = 0;
  while (done() < requests) {
    for (const workload of WORKLOADS) {
      const seconds = MIX[workload.name];
      if (seconds === undefined) continue;
      const figures = await load(server.origin, requestOf(workload, OVERLAP), { ...loadOf(workload), seconds });
      counts.set(workload.name, (counts.get(workload.name) ?? 0) + figures.requests);
    }
    if (done() < nextLook) continue;
    looks.push(`| ${done().toLocaleString('en')} | ${short(residentBytes(server.pid) / MB)} |`);
    nextLook = done() + requests / 8;
  }
  const endMb = residentBytes(server.pid) / MB;
  const mix = [...counts].map(([name, count]) => `${count.toLocaleString('en')} of ${name}`);
  return printSection(
    'memory',
    [
      `One process, three workloads in turns, 100 connections: ${mix.join(', ')}.\n`,
      '| requests | resident MB |',
      '| --- | --- |',
      ...looks,
    ],
    [{ bar: `resident ≤ ${BAR_MB} MB at the end`, found: `${short(endMb)} MB`, isMet: endMb <= BAR_MB }],
  );
}
