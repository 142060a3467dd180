import { loadOf, requestOf } from './measure-load.ts';
import { barLine } from './print-table.ts';
import { residentBytes } from './process-figures.ts';
import { OVERLAP, startServerKind, type Upstreams } from './servers.ts';
import { short } from './statistics.ts';
import { WORKLOADS } from './workloads.ts';
import { load } from './wrk.ts';

const BAR_MIB = 300;
const MiB = 2 ** 20;

/** What one process holds after so many requests of three workloads in turns. */
export async function measureMemory(upstreams: Upstreams, requests: number): Promise<string> {
  await using server = await startServerKind(OVERLAP, upstreams);
  const mixed = WORKLOADS.filter(({ name }) => ['posts+users', 'posts+users, distinct', 'greet'].includes(name));
  const looks: string[] = [];
  let done = 0;
  let nextLook = 0;
  while (done < requests) {
    for (const workload of mixed) {
      const seconds = workload.name.includes('distinct') ? 1 : 5;
      done += (await load(server.origin, requestOf(workload, OVERLAP), { ...loadOf(workload), seconds })).requests;
    }
    if (done < nextLook) continue;
    looks.push(`| ${done.toLocaleString('en')} | ${short(residentBytes(server.pid) / MiB)} |`);
    nextLook = done + requests / 8;
  }
  const endMiB = residentBytes(server.pid) / MiB;
  return [
    '## memory\n\nOne process, posts+users, posts+users distinct and greet in turns, 100 connections.\n',
    '| requests | resident MiB |',
    '| --- | --- |',
    ...looks,
    '',
    barLine(`resident ≤ ${BAR_MIB} MiB at the end`, `${short(endMiB)} MiB`, endMiB <= BAR_MIB),
    '',
  ].join('\n');
}
