import { createOverlap } from '../../src/index.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { type StubRoute, type StubUpstream, startStubUpstream } from './stub-upstream.ts';

/**
 * A scenario is a page: a heading that states a law, and fenced blocks. `graphql schema` (the link is added when
 * missing), `json upstreams`, `graphql query`, `json response`; optional: `json settings`, `json variables`,
 * `json headers`. Several `query`/`response` pairs are asked one after the other.
 */
export interface Scenario {
  readonly title: string;
  readonly schema: string;
  readonly upstreams: readonly ScriptedCall[];
  readonly settings: SettingsInput;
  readonly headers: Readonly<Record<string, string>>;
  readonly exchanges: readonly ScenarioExchange[];
}

export interface ScenarioExchange {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly response: ExpectedResponse;
}

/** `data` is compared whole; `errors` one by one, by the members that the page names. */
export interface ExpectedResponse {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

/** One route of one source: `{ "source": "users", "GET": "/me", "hits": 1, "reply": …, "status"?, "headers"?, "delayMs"?, "hang"?, "reset"? }` */
interface ScriptedCall {
  readonly source: string;
  readonly [verb: string]: unknown;
  readonly hits?: number;
  readonly reply?: unknown;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** Accepts the request and never answers. */
  readonly hang?: boolean;
  /** Closes the socket without an answer. */
  readonly reset?: boolean;
  /** The body that the request must carry. */
  readonly body?: unknown;
}

const FENCE = /^```(\w+) (\w+)\n([\s\S]*?)^```$/gm;

/** Reads a page. Throws with the block's name when one is missing or no JSON. */
export function parseScenario(page: string): Scenario {
  const title = /^# (.+)$/m.exec(page)?.[1];
  if (title === undefined) throw new Error('A scenario needs a heading that states its law.');
  const blocks = [...page.matchAll(FENCE)].map(([, , name = '', text = '']) => ({ name, text }));
  const one = (name: string): string | undefined => blocks.find((block) => block.name === name)?.text;
  const json = (name: string, otherwise: unknown): unknown => {
    const text = one(name);
    return text === undefined ? otherwise : parseBlock(name, text);
  };
  const schema = one('schema');
  if (schema === undefined) throw new Error('A scenario needs a `graphql schema` block.');
  const queries = blocks.filter(({ name }) => name === 'query');
  const responses = blocks.filter(({ name }) => name === 'response');
  if (queries.length === 0 || queries.length !== responses.length) throw new Error('Every query needs its response.');
  const variables = json('variables', {}) as Record<string, unknown>;
  return {
    title,
    schema,
    upstreams: json('upstreams', []) as ScriptedCall[],
    settings: json('settings', {}) as SettingsInput,
    headers: json('headers', {}) as Record<string, string>,
    exchanges: queries.map(({ text }, index) => ({
      query: text,
      variables,
      response: parseBlock('response', responses[index]?.text ?? '') as ExpectedResponse,
    })),
  };
}

function parseBlock(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The \`${name}\` block is no JSON.`, { cause: error });
  }
}

export interface ScenarioRun {
  readonly results: readonly { readonly data?: unknown; readonly errors?: readonly unknown[] }[];
  /** By route, as the page writes them: `users GET /me`. */
  readonly hits: ReadonlyMap<string, number>;
  /** Bodies of requests for routes that name one. */
  readonly bodies: ReadonlyMap<string, readonly unknown[]>;
}

/** Runs a page through a whole gateway over real HTTP servers, one per source. */
export async function runScenario(scenario: Scenario): Promise<ScenarioRun> {
  await using stubs = new AsyncDisposableStack();
  const names = new Set([...scenario.schema.matchAll(/@source\(\s*name:\s*"([^"]+)"/g)].map(([, name = '']) => name));
  const servers = new Map<string, StubUpstream>();
  for (const name of names) servers.set(name, stubs.use(await startStubUpstream(routesOf(scenario, name))));
  const sources = Object.fromEntries(
    [...servers].map(([name, { origin }]) => [name, { ...scenario.settings.sources?.[name], baseURL: origin }]),
  );
  await using overlap = createOverlap({
    typeDefs: withLink(scenario.schema),
    settings: { ...scenario.settings, sources },
  });
  const results = [];
  for (const { query, variables } of scenario.exchanges) {
    const result = await overlap.query({ query, variables, headers: scenario.headers });
    results.push(JSON.parse(JSON.stringify(result)));
  }
  const hits = new Map<string, number>();
  const bodies = new Map<string, readonly unknown[]>();
  for (const call of scenario.upstreams) {
    const route = routeOf(call);
    const server = servers.get(call.source);
    hits.set(`${call.source} ${route}`, server?.hits(route) ?? 0);
    const seen = (server?.calls ?? []).filter(({ method, url }) => `${method} ${url}` === route);
    bodies.set(
      `${call.source} ${route}`,
      seen.map(({ body }) => (body === '' ? null : JSON.parse(body))),
    );
  }
  return { results, hits, bodies };
}

export function routeOf(call: ScriptedCall): string {
  const verb = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].find((name) => typeof call[name] === 'string');
  if (verb === undefined) throw new Error('An upstream of a scenario names no verb.');
  return `${verb} ${String(call[verb])}`;
}

function routesOf(scenario: Scenario, source: string): Record<string, StubRoute> {
  const calls = scenario.upstreams.filter((call) => call.source === source);
  return Object.fromEntries(calls.map((call) => [routeOf(call), scriptedRoute(call)]));
}

function scriptedRoute({ reply, status = 200, headers = {}, delayMs, hang, reset }: ScriptedCall): StubRoute {
  if (hang === true) return () => undefined;
  if (reset === true) {
    return (_call, response) => {
      response.destroy();
      return undefined;
    };
  }
  return { status, headers, body: reply, ...(delayMs !== undefined && { delayMs }) };
}

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requires", "@external", "@shareable", "@inaccessible"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
`;

function withLink(schema: string): string {
  return schema.includes('specs.apollo.dev/connect') ? schema : `${LINK}${schema}`;
}
