/*
 * Names that people bring from the Apollo Router's configuration, or that say what another of ours says, with
 * what to write instead. A path is matched from its end, so that a name helps wherever it was put.
 */
const OTHER_NAMES: readonly (readonly [name: string, instead: string])[] = [
  ['connectors', 'A file of the Router is read as a whole; in one of ours write `sources.NAME`, with our names.'],
  ['override_url', 'Here it is `baseURL`.'],
  ['max_requests_per_operation', 'Here it is `maxRequestsPerOperation`.'],
  ['traffic_shaping', 'Here it is `sources.NAME.timeout`, `.connections`, `.rateLimit` and `.coalesce`.'],
  ['headers', 'Here it is `headers` of a source, or of `sourceDefaults`.'],
  ['supergraph', 'Here it is `server`: `host`, `port` and `path`.'],
  ['listen', 'Here it is `server.host` and `server.port`.'],
  ['health_check', 'It is always on: `/health/live` and `/health/ready`.'],
  ['sandbox', 'It follows `mode`: on in development, off in production.'],
  ['homepage', 'It follows `mode`: on in development, off in production.'],
  ['include_subgraph_errors', 'Errors of upstreams always name the source; `exposeProblem` of a source shows more.'],
  ['csrf', 'It is always on.'],
  ['timeouts', 'Here it is `timeout`.'],
  ['deadlineMs', 'Here it is `deadline`, as in `deadline: 2s`.'],
  ['port', 'Here it is `server.port`.'],
  ['host', 'Here it is `server.host`.'],
];

/** What to write instead of a name from elsewhere; `undefined` when it is not known. Pure. */
export function otherName(path: readonly (string | number)[]): string | undefined {
  const name = path.at(-1);
  return OTHER_NAMES.find(([other]) => other === name)?.[1];
}
