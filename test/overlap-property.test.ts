import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createOverlap, type OverlapOptions, type SettingsInput } from '../src/index.ts';
import {
  isReference,
  type Link,
  operationOf,
  type RandomGraph,
  randomGraph,
  schemaOf,
  UPSTREAMS,
  wellAnswer,
} from './harness/random-graph.ts';
import { type StubRoute, type StubUpstream, startStubUpstream } from './harness/stub-upstream.ts';

/** Ways to fail, each with the code that says so. */
const WAYS = {
  refuses: 'UPSTREAM_UNREACHABLE',
  resets: 'UPSTREAM_UNREACHABLE',
  hangs: 'UPSTREAM_TIMEOUT',
  'answers 500': 'UPSTREAM_STATUS',
  'answers broken JSON': 'UPSTREAM_BAD_RESPONSE',
  'answers HTML': 'UPSTREAM_BAD_RESPONSE',
} as const;
type Way = keyof typeof WAYS;

/** For each upstream how it fails, if it does. */
type Weather = readonly (Way | undefined)[];

const MAX_ERRORS_PER_CAUSE = 100;
const CASES = 100;

/** What hangs is given up after this long: a hang is a hang, however slow the machine. */
const HANGING_MS = 15;

/** Nothing else may fail for being late: each cause is one that the weather has, never the machine. */
const PATIENT = {
  deadline: '5m',
  sourceDefaults: { timeout: { connect: '2m', attempt: '2m', queue: '2m' } },
} as const satisfies SettingsInput;

let stubs: readonly StubUpstream[];
beforeAll(async () => {
  stubs = await Promise.all(Array.from({ length: UPSTREAMS }, () => startStubUpstream()));
});
afterAll(async () => {
  await Promise.all(stubs.map((stub) => stub[Symbol.asyncDispose]()));
});

describe.for(['compiled', 'resolvers'] as const)('whatever fails (%s)', (engine) => {
  test('healthy fields are what they are when all is well, and each failed position has one error with its cause', async () => {
    const way = fc.option(fc.constantFrom(...(Object.keys(WAYS) as Way[])), { nil: undefined, freq: 2 });
    const weather = fc.tuple(...Array.from({ length: UPSTREAMS }, () => way));
    await fc.assert(
      fc.asyncProperty(randomGraph(), weather, fc.boolean(), async (graph, failing, retry) => {
        const well = await ask(graph, [], { engine, settings: PATIENT });
        expect(well.errors).toBeUndefined();
        const settings = { ...PATIENT, sources: sourcesOf(failing, retry) };
        const result = await ask(graph, failing, { engine, settings });
        const expected = expectedOf(graph, failing, well.data as Members);
        expect(JSON.stringify(result.data)).toBe(JSON.stringify(expected.data));
        expect(countsOf(result.errors ?? [])).toEqual(countsOf(expected.errors));
        const known = new Set(expected.errors.map(keyOf));
        expect(result.errors?.map(keyOf).filter((key) => !known.has(key)) ?? []).toEqual([]);
        await expectQuiet();
      }),
      { numRuns: CASES }, // and no time limit: an interrupted case would go on beside the next engine's
    );
  }, 300_000);
});

type Members = Readonly<Record<string, unknown>>;

interface ExpectedError {
  readonly path: readonly (string | number)[];
  readonly code: string;
  /** What was called. */
  readonly connector: string;
}

async function ask(graph: RandomGraph, weather: Weather, options: Omit<OverlapOptions, 'typeDefs'>) {
  stubs.forEach((stub, index) => {
    stub.on('*', routeOf(graph, weather[index]));
  });
  const origins = stubs.map(({ origin }, index) => (weather[index] === 'refuses' ? 'http://127.0.0.1:1' : origin));
  await using overlap = createOverlap({ typeDefs: schemaOf(graph, origins), ...options });
  const result = await overlap.query({ query: operationOf(graph) });
  return JSON.parse(JSON.stringify(result)) as {
    readonly data?: unknown;
    readonly errors?: readonly GraphQLErrorJson[];
  };
}

interface GraphQLErrorJson {
  readonly path: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly connector?: { readonly coordinate: string } };
}

function routeOf(graph: RandomGraph, way: Way | undefined): StubRoute {
  switch (way) {
    case undefined:
    case 'refuses':
      return (call) => ({ body: wellAnswer(graph, call) });
    case 'resets':
      return (_call, response) => void response.socket?.resetAndDestroy();
    case 'hangs':
      return () => undefined;
    case 'answers 500':
      return (call) => ({ status: 500, body: wellAnswer(graph, call) });
    case 'answers broken JSON':
      return { headers: { 'content-type': 'application/json' }, body: '{"id":' };
    case 'answers HTML':
      return { headers: { 'content-type': 'text/html' }, body: '<p>Sign in' };
  }
}

/** Those that fail have no breaker, so that every call meets its own cause; only what hangs is given little time. */
function sourcesOf(weather: Weather, retry: boolean) {
  return Object.fromEntries(
    weather.flatMap((way, index) => {
      if (way === undefined) return [];
      const timeout = way === 'hangs' ? { timeout: { attempt: `${HANGING_MS}ms` } } : {};
      return [[`u${index}`, { ...timeout, retry, breaker: false }]];
    }),
  );
}

/** The response of a well day, with null where a failing upstream would have had to answer. */
function expectedOf(graph: RandomGraph, weather: Weather, well: Members) {
  const errors: ExpectedError[] = [];
  const fail = (upstream: number, connector: string, path: ExpectedError['path']): boolean => {
    const way = weather[upstream];
    if (way !== undefined) errors.push({ path, code: WAYS[way], connector });
    return way !== undefined;
  };

  const each = (value: unknown, link: Link, path: ExpectedError['path']): unknown => {
    if (value === null) return null;
    if (Array.isArray(value)) return value.map((element, at) => object(element as Members, link, [...path, at]));
    return object(value as Members, link, path);
  };

  const object = (members: Members, { target }: Link, path: ExpectedError['path']): unknown => {
    const type = graph.types[target];
    if (type === undefined) return members;
    const needsCompletion =
      type.kind !== 'plain' &&
      (type.asked.scalars || type.links.some((link, at) => type.asked.links[at] && isReference(graph, link)));
    const incomplete = needsCompletion && fail(type.upstream, `T${target}`, path);
    const result: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(members)) {
      const at = name.startsWith('l') ? Number(name.slice(1)) : undefined;
      const link = at === undefined ? undefined : type.links[at];
      if (link === undefined) result[name] = incomplete && name !== 'id' ? null : value;
      else if (isReference(graph, link)) result[name] = incomplete ? null : each(value, link, [...path, name]);
      else {
        const failed = fail(link.upstream, `T${target}.${name}`, [...path, name]);
        result[name] = failed ? null : each(value, link, [...path, name]);
      }
    }
    return result;
  };

  const data: Record<string, unknown> = {};
  graph.roots.forEach((link, at) => {
    const failed = fail(link.upstream, `Query.r${at}`, [`r${at}`]);
    data[`r${at}`] = failed ? null : each(well[`r${at}`], link, [`r${at}`]);
  });
  return { data, errors };
}

function keyOf(error: GraphQLErrorJson | ExpectedError): string {
  const isExpected = 'code' in error;
  return JSON.stringify([
    error.path,
    isExpected ? error.code : error.extensions.code,
    isExpected ? error.connector : error.extensions.connector?.coordinate.replace(/^graph:|\[\d+\]$/g, ''),
  ]);
}

/** Errors of each cause, up to the number that is listed. */
function countsOf(errors: readonly (GraphQLErrorJson | ExpectedError)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const error of errors) {
    const cause = JSON.stringify(JSON.parse(keyOf(error)).slice(1));
    counts[cause] = Math.min(MAX_ERRORS_PER_CAUSE, (counts[cause] ?? 0) + 1);
  }
  return counts;
}

/** Nothing is left open at any upstream, once they have noticed. */
async function expectQuiet(): Promise<void> {
  const open = () => stubs.map(({ running }) => running);
  await vi.waitFor(() => expect(open()).toEqual(stubs.map(() => 0)), { timeout: 60_000, interval: 5 });
}
