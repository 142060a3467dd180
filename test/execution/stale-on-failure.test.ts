import { expect, test } from 'vitest';
import { createOverlap } from '../../src/index.ts';
import { createFakeClock } from '../harness/fake-clock.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';

const GRAPH = (origin: string) => `extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "${origin}", headers: [{ name: "authorization", from: "authorization" }] })
  type Query {
    weather(city: String): Weather @connect(source: "api", http: { GET: "/weather", queryParams: "city: $args.city" }, selection: "celsius sky")
      @onFailure(then: STALE, maxAge: "10m")
  }
  type Weather { celsius: Int sky: String }`;

test.each(['compiled', 'resolvers'] as const)(
  'the last good value stands in, for its own caller, until it is too old (%s)',
  async (engine) => {
    const clock = createFakeClock();
    await using upstream = await startStubUpstream({ 'GET /weather': { body: { celsius: 7, sky: 'rain' } } });
    await using overlap = createOverlap({
      typeDefs: GRAPH(upstream.origin),
      settings: { sources: { api: { retry: false, breaker: false } } },
      engine,
      clock,
    });
    const ask = (query: string, authorization = 'ada') => overlap.query({ query, headers: { authorization } });

    expect((await ask('{ weather { celsius } }')).data).toEqual({ weather: { celsius: 7 } });
    upstream.on('GET /weather', { status: 503, body: {} });
    await clock.advance(60_000);

    // Another selection of the same call: what is kept was mapped whole.
    expect(await ask('{ weather { sky } }')).toEqual({
      data: { weather: { sky: 'rain' } },
      extensions: {
        overlap: { stale: [{ connector: 'graph:Query.weather[0]', ageMs: 60_000, cause: 'UPSTREAM_STATUS' }] },
      },
    });
    expect((await ask('{ weather { sky } }', 'eve')).errors?.[0]?.extensions.code).toBe('UPSTREAM_STATUS');
    expect((await ask('{ weather(city: "Oslo") { sky } }')).errors?.[0]?.extensions.code).toBe('UPSTREAM_STATUS');

    await clock.advance(600_000);
    expect((await ask('{ weather { sky } }')).errors?.[0]?.extensions.code).toBe('UPSTREAM_STATUS');
  },
);
