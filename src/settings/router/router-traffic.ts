import { as, each, isMapping, members, type Read, refuseName, refuseValue } from './reading.ts';
import { parseRouterDuration } from './router-duration.ts';
import type { Path } from './translation.ts';

/** `traffic_shaping`: of connectors, and of the endpoint itself. */
export const trafficShaping: Read = members(
  {
    connector: members({
      all: traffic(['sourceDefaults']),
      sources: each((name) => traffic(['sources', name])),
    }),
    router: members(
      { timeout: duration(['deadline']), concurrency_limit: as('overload', 'concurrency') },
      { global_rate_limit: 'Here a limit is per client: `quota: { perSecond, burst, by: ip }`.' },
    ),
  },
  {
    all: 'It shapes calls to subgraphs, of which there are none; connectors are under `traffic_shaping.connector`.',
    subgraphs: 'There are no subgraphs; connectors are under `traffic_shaping.connector`.',
    deduplicate_variables: 'Equal loads of an operation are always one.',
  },
);

function traffic(ours: Path): Read {
  return members(
    {
      timeout: duration([...ours, 'timeout', 'attempt']),
      global_rate_limit: rateLimit([...ours, 'rateLimit']),
      experimental_http2: http2([...ours, 'http2']),
    },
    {
      compression: 'Bodies of requests are sent uncompressed.',
      dns_resolution_strategy: 'IPv4 and IPv6 are tried side by side, always.',
      pool_idle_timeout: 'Idle connections are kept as long as the server says, or for 4 seconds.',
      deduplicate_query: 'Equal GETs in flight are one; `coalesce` of a source turns that off.',
    },
  );
}

/** A length of time in the Router's spelling, put in ours. */
export function duration(ours: Path): Read {
  return (value, path, out) => {
    const ms = parseRouterDuration(value);
    if (ms === undefined) refuseValue(path, out, 'Expected a duration such as `30s`, `100ms` or `1m 30s`.');
    else out.put(ours, `${ms}ms`, path);
  };
}

/** So many calls in an interval: as many at once, and the same number again in each interval. */
function rateLimit(ours: Path): Read {
  return (value, path, out) => {
    if (!isMapping(value)) return refuseValue(path, out, 'Expected `capacity` and `interval`.');
    const { capacity, interval, ...others } = value;
    for (const name of Object.keys(others)) refuseName([...path, name], out);
    const calls = Number(capacity);
    const intervalMs = parseRouterDuration(interval);
    if (!Number.isInteger(calls) || calls < 1)
      return refuseValue([...path, 'capacity'], out, 'Expected a whole number of calls, 1 at least.');
    if (intervalMs === undefined || intervalMs <= 0)
      return refuseValue([...path, 'interval'], out, 'Expected a duration such as `1s`.');
    out.put(ours, { perSecond: (calls * 1_000) / intervalMs, burst: calls }, path);
  };
}

function http2(ours: Path): Read {
  return (value, path, out) => {
    if (value === 'enable' || value === 'disable') out.put(ours, value === 'enable', path);
    else
      refuseValue(
        path,
        out,
        'Expected `enable` or `disable`; a server that speaks only HTTP/2 in the clear is not called.',
      );
  };
}
