import { fileURLToPath } from 'node:url';
import { YOUNG_SPACE } from '../../src/cli/young-space.ts';
import { missingPeers } from './installed.ts';
import { CORES, type StartedProcess, startProcess } from './start-process.ts';
import type { Upstreams } from './upstreams.ts';

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
/** All as `overlap serve` starts itself. */
const node = (path: string): readonly string[] => [process.execPath, YOUNG_SPACE, here(path)];
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
export const GRAFAST = peer('Grafast on node:http', '../peers/grafast.js');
export const HIVE: ServerKind = {
  ...peer('Hive Gateway, all in-flight sharing on', '../peers/hive-gateway.js'),
  env: { SHARING: 'calls' },
};
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

export function startServerKind({ command, env = {} }: ServerKind, { fast, slow }: Upstreams): Promise<StartedProcess> {
  const missing = missingPeers();
  if (missing !== undefined) throw new Error(missing);
  return startProcess({ command, core: CORES.server, env: { UPSTREAM: fast, SLOW: slow, ...env } });
}
