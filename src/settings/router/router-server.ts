import { as, isMapping, members, only, type Read, refuseName, refuseValue } from './reading.ts';

/** `supergraph`: where the endpoint is. */
export const supergraph: Read = members(
  { listen: listen(['server']), path: as('server', 'path'), introspection: as('introspection') },
  {
    query_planning: 'Plans are made from the schema at startup; there is nothing to tune.',
    defer_support: '`@defer` is not supported.',
    early_cancel: 'Reads end when the client leaves, writes never do.',
    connection_shutdown_timeout: 'Connections are drained for 9 seconds at the most.',
  },
);

const ALWAYS_THERE = '`/health/live` and `/health/ready` are always there.';

/** `health_check`: the listener of operators. */
export const healthCheck: Read = members(
  {
    enabled: only(true, ALWAYS_THERE),
    path: only('/health', ALWAYS_THERE),
    listen: listen(['server', 'admin']),
  },
  { readiness: '`/health/ready` says 503 while the server starts and drains.' },
);

const FIXED = 'It is fixed: GET and POST, any header, `Retry-After` and `Server-Timing` exposed.';

/** `cors`: which origins may call. */
export const cors: Read = (value, path, out) => {
  if (!isMapping(value)) return refuseValue(path, out, 'Expected a mapping of names to values.');
  const origins: unknown[] = [];
  const gather: Read = (list, at) => {
    if (Array.isArray(list)) origins.push(...list);
    else refuseValue(at, out, 'Expected a list of origins.');
  };
  const hints = {
    match_origins: 'Origins are listed one by one.',
    methods: FIXED,
    allow_headers: FIXED,
    expose_headers: FIXED,
    max_age: FIXED,
  };
  const credentials = only(true, 'Listed origins may send credentials, `*` may not.');
  members(
    {
      origins: gather,
      allow_any_origin: (any) => {
        if (any === true || any === 'true') origins.push('*');
      },
      allow_credentials: credentials,
      policies: (policies, at) => {
        if (!Array.isArray(policies)) return refuseValue(at, out, 'Expected a list.');
        const policy = members({ origins: gather, allow_credentials: credentials }, hints);
        for (const [index, one] of policies.entries()) policy(one, [...at, index], out);
      },
    },
    hints,
  )(value, path, out);
  if (origins.length > 0) out.put(['cors', 'origins'], origins, path);
};

const AS_IT_IS = 'Errors name the source, and of its answer show only what the schema maps; nothing more is hidden.';

/** `include_subgraph_errors`: what it asks for is how it is. */
export const includeSubgraphErrors: Read = members({ all: only(true, AS_IT_IS) }, { subgraphs: AS_IT_IS });

/** `limits`, of the operation and of answers. */
export const limits: Read = members(
  {
    max_depth: as('limits', 'depth'),
    max_aliases: as('limits', 'aliases'),
    max_root_fields: as('limits', 'rootFields'),
    parser_max_tokens: as('limits', 'tokens'),
    http_max_request_bytes: as('server', 'maxBodyBytes'),
    connector: members({
      all: members({ http_max_response_size: as('sourceDefaults', 'maxResponseBytes') }),
      sources: (value, path, out) => {
        if (!isMapping(value)) return refuseValue(path, out, 'Expected a mapping of names to values.');
        for (const [name, source] of Object.entries(value)) {
          const read = members({ http_max_response_size: as('sources', name, 'maxResponseBytes') });
          read(source, [...path, name], out);
        }
      },
    }),
  },
  {
    max_height: '`limits.depth` and `limits.cost` bound an operation.',
    warn_only: 'Limits refuse, or they are set higher.',
    parser_max_recursion: '`limits.depth` bounds nesting.',
  },
);

/** `127.0.0.1:4000`, `[::1]:4000`, `:4000`; a URL is none. */
function listen(ours: readonly string[]): Read {
  return (value, path, out) => {
    const [, host = '', port] = /^(.*):(\d+)$/.exec(String(value)) ?? [];
    if (port === undefined) {
      if (/^\d+$/.test(String(value))) return out.put([...ours, 'port'], value, path);
      return refuseName(path, out, 'Write an address and a port: `127.0.0.1:4000`.');
    }
    if (host !== '') out.put([...ours, 'host'], host.replace(/^\[(.*)\]$/, '$1'), path);
    out.put([...ours, 'port'], port, path);
  };
}
