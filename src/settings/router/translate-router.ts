import { isMapping, members, type Read, refuseValue } from './reading.ts';
import { connectors } from './router-connectors.ts';
import { headers } from './router-headers.ts';
import { cors, healthCheck, includeSubgraphErrors, limits, supergraph } from './router-server.ts';
import { trafficShaping } from './router-traffic.ts';
import { createTranslation, type Path, type Translated, type Translation } from './translation.ts';

/** What of a Router file has a place here. `connectors` is read last: its deprecated form speaks of names met before. */
const READERS: Readonly<Record<string, Read>> = {
  supergraph,
  cors,
  health_check: healthCheck,
  include_subgraph_errors: includeSubgraphErrors,
  limits,
  headers,
  traffic_shaping: trafficShaping,
  connectors,
};

/** What the Router knows beside that, and what to do about it here. */
const HINTS: Readonly<Record<string, string>> = {
  apq: 'Automatic persisted queries are always on.',
  authentication:
    'Verify clients in front of Overlap or in `context(request)` of the library; sign requests in TypeScript.',
  authorization: 'Verify clients in front of Overlap or in `context(request)` of the library.',
  batching: 'Several operations in one request are refused.',
  coprocessor: 'Write a TypeScript resolver, or put a proxy in between.',
  csrf: 'It is always on.',
  demand_control: 'Here it is `limits.cost`, counted in upstream calls.',
  enhanced_client_awareness: 'Nothing is reported to anybody.',
  fleet_detector: 'Nothing is reported to anybody.',
  forbid_mutations: 'Leave mutations out of the schema.',
  homepage: 'It follows `mode`: on in development, off in production.',
  license_enforcement: 'No licence is needed.',
  override_subgraph_url: 'There are no subgraphs; `connectors.sources.….override_url` is read.',
  persisted_queries: 'Here it is `documents`, with the same manifest; automatic persisted queries are always on.',
  plugins: 'Write a TypeScript resolver.',
  preview_entity_cache: 'Answers of upstreams are kept as their own headers allow.',
  response_cache: 'Answers of upstreams are kept as their own headers allow.',
  rhai: 'Write a TypeScript resolver.',
  sandbox: 'It follows `mode`: on in development, off in production.',
  server: 'Timeouts of clients are fixed: 10 seconds for headers, 30 for the body.',
  subscription: 'Streams of upstreams are not read; a field of `Subscription` is polled where `@poll` says so.',
  telemetry: 'Logs go to standard error, one line per operation.',
  tls: 'Put a proxy in front; trust more authorities with NODE_EXTRA_CA_CERTS.',
};

/** Names that Overlap's own file has at its top; who writes one of them writes that file. */
const OURS =
  /^(?:mode|server|deadline(?:RequestHeader)?|http|onError|resolvers|\$config|\$context|maxRequestsPerOperation|source(?:s|Defaults)|quota|overload|trace|log|serverTiming|store)$/;

/** Whether settings have the shape of the Router's configuration rather than our own. Pure. */
export function isRouterShape(written: unknown): written is Readonly<Record<string, unknown>> {
  if (!isMapping(written)) return false;
  const names = Object.keys(written);
  return names.some((name) => ROUTERS_ALONE.has(name)) && !names.some((name) => OURS.test(name));
}

const ROUTERS_ALONE: ReadonlySet<string> = new Set(
  [...Object.keys(READERS), ...Object.keys(HINTS)].filter((name) => !['cors', 'limits', 'server'].includes(name)),
);

/** Says a Router configuration in our words, and which of its keys have no place here. Pure. */
export function translateRouter(written: Readonly<Record<string, unknown>>): Translated {
  const out = createTranslation();
  const { connectors: last, ...first } = written;
  refuseFiles(written, [], out);
  members(READERS, HINTS)(first, [], out);
  if (last !== undefined) connectors(last, ['connectors'], out);
  return out.finish();
}

/** Only the environment is read; a hole that names a file would otherwise be sent as it is written. */
function refuseFiles(value: unknown, path: Path, out: Translation): void {
  if (typeof value === 'string' && value.includes('${file.'))
    refuseValue(path, out, 'Files are not read into settings; use an environment variable.');
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [name, member] of Object.entries(value)) refuseFiles(member, [...path, isList ? Number(name) : name], out);
}
