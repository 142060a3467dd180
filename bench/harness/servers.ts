import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CORES, type StartedProcess, startProcess } from './start-process.ts';

/** A server that is measured: which language it speaks decides which of a workload's two requests it gets. */
export interface ServerKind {
  readonly name: string;
  readonly speaks: 'graphql' | 'pages';
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Sent with each request besides the workload's. */
  readonly headers?: Readonly<Record<string, string>>;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const node = (path: string): readonly string[] => [process.execPath, here(path)];
const handWritten = (sharing: 'none' | 'calls' | 'answers', name: string): ServerKind => ({
  name,
  speaks: 'pages',
  command: node('../peers/hand-written.js'),
  env: { SHARING: sharing },
});

export const OVERLAP: ServerKind = { name: 'Overlap', speaks: 'graphql', command: node('overlap-server.ts') };
export const BY_HAND = handWritten('none', 'by hand, a call per need');
export const BY_HAND_SHARING_CALLS = handWritten('calls', 'by hand, sharing calls');
export const BY_HAND_SHARING_ANSWERS = handWritten('answers', 'by hand, sharing answers');
export const APOLLO = peer('Apollo Server, DataLoader', '../peers/apollo-server.js');
export const MERCURIUS = peer('Mercurius with JIT, DataLoader', '../peers/mercurius.js');
export const YOGA = peer('GraphQL Yoga, DataLoader', '../peers/yoga.js');
export const GRAPHQL_JIT = peer('graphql-jit on node:http, DataLoader', '../peers/graphql-jit.js');
export const AIOHTTP: ServerKind = {
  name: 'aiohttp, gather',
  speaks: 'pages',
  command: ['/usr/bin/python3', here('../peers/panels.py')],
};

/** Overlap as in development, where any client may ask for a trace. */
export const OVERLAP_DEVELOPMENT: ServerKind = { ...OVERLAP, name: 'Overlap, trace off', env: { MODE: 'development' } };

function peer(name: string, path: string): ServerKind {
  return { name, speaks: 'graphql', command: node(path) };
}

/** Where the servers find their upstreams. */
export interface Upstreams {
  readonly fast: string;
  readonly slow: string;
}

export function startServerKind({ command, env = {} }: ServerKind, { fast, slow }: Upstreams): Promise<StartedProcess> {
  if (!existsSync(here('../peers/node_modules'))) {
    throw new Error('The peers are not installed: npm ci --ignore-scripts --prefix bench/peers');
  }
  return startProcess({ command, core: CORES.server, env: { UPSTREAM: fast, SLOW: slow, ...env } });
}
