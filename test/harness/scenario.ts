import type { SchemaFile } from '../../src/connectors/read-graph.ts';
import { createOverlap, type OverlapOptions } from '../../src/overlap.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { clockHeldUntil } from './held-clock.ts';
import { type StubCall, type StubRoute, type StubUpstream, startStubUpstream } from './stub-upstream.ts';

/**
 * A scenario is a page: a heading that states a law, and fenced blocks. `graphql schema` (the link is added when
 * missing), `json upstreams`, `graphql query`, `json response`; optional: `json settings`, `json headers` (of the
 * client), `json env`, `json order`. Several `query`/`response` pairs are asked one after the other; `json variables`
 * between them belong to their query, before them to all. A schema block with a third word (`graphql schema shop`)
 * is the file of a service; sources are then called `shop.api`. `{{api}}` stands for the origin of the upstream
 * `api` and `{{api.host}}` for its host and port; a source whose upstream is spoken of in this way keeps its base URL,
 * and so does one whose base URL the settings give.
 */
export interface Scenario {
  readonly title: string;
  readonly schemas: readonly SchemaBlock[];
  readonly upstreams: readonly ScriptedCall[];
  readonly settings: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly env: Readonly<Record<string, string>>;
  /** Requests in the order in which they arrive, as `source VERB url`. */
  readonly order: readonly string[] | undefined;
  readonly exchanges: readonly ScenarioExchange[];
}

interface SchemaBlock {
  readonly service: string | undefined;
  readonly text: string;
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

/**
 * One route of one source: `{ "source": "users", "GET": "/me", "hits": 1, "reply": … }`. A string as `reply` is
 * sent as it is. What reaches an upstream without a route of its own fails the page.
 */
interface ScriptedCall {
  readonly source: string;
  readonly [verb: string]: unknown;
  readonly hits?: number;
  readonly reply?: unknown;
  /** Replies in turn, the last one again and again. */
  readonly replies?: readonly unknown[];
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** Accepts the request and never answers. */
  readonly hang?: boolean;
  /** Closes the socket without an answer. */
  readonly reset?: boolean;
  /** The body that every request must carry, as JSON. */
  readonly body?: unknown;
  /** The same, for bodies that are no JSON. */
  readonly text?: string;
  /** Bodies of the requests in any order. */
  readonly bodies?: readonly unknown[];
  /** Header lines that every request must carry under these names; null: none. */
  readonly sent?: Readonly<Record<string, string | readonly string[] | null>>;
}

const FENCE = /^```(\w+) (\w+)(?: ([\w-]+))?\n([\s\S]*?)^```$/gm;

interface Block {
  readonly name: string;
  readonly label: string | undefined;
  readonly text: string;
}

/** Reads a page. Throws with the block's name when one is missing or no JSON. */
export function parseScenario(page: string): Scenario {
  const title = /^# (.+)$/m.exec(page)?.[1];
  if (title === undefined) throw new Error('A scenario needs a heading that states its law.');
  const blocks: Block[] = [...page.matchAll(FENCE)].map(([, , name = '', label, text = '']) => ({ name, label, text }));
  const json = (name: string, otherwise: unknown): unknown => {
    const text = blocks.find((block) => block.name === name)?.text;
    return text === undefined ? otherwise : parseBlock(name, text);
  };
  const schemas = blocks.filter(({ name }) => name === 'schema');
  if (schemas.length === 0) throw new Error('A scenario needs a `graphql schema` block.');
  return {
    title,
    schemas: schemas.map(({ label, text }) => ({ service: label, text })),
    upstreams: json('upstreams', []) as ScriptedCall[],
    settings: JSON.stringify(json('settings', {})),
    headers: json('headers', {}) as Scenario['headers'],
    env: json('env', {}) as Record<string, string>,
    order: json('order', undefined) as readonly string[] | undefined,
    exchanges: exchangesOf(blocks),
  };
}

function exchangesOf(blocks: readonly Block[]): readonly ScenarioExchange[] {
  const exchanges: ScenarioExchange[] = [];
  let common = {};
  let asked: { query: string; variables: Readonly<Record<string, unknown>> } | undefined;
  for (const { name, text } of blocks) {
    if (name === 'query') {
      if (asked !== undefined) throw new Error('Every query needs its response.');
      asked = { query: text, variables: common };
    } else if (name === 'variables') {
      const variables = parseBlock(name, text) as Record<string, unknown>;
      if (asked === undefined) common = variables;
      else asked = { ...asked, variables };
    } else if (name === 'response') {
      if (asked === undefined) throw new Error('Every response needs its query.');
      exchanges.push({ ...asked, response: parseBlock(name, text) as ExpectedResponse });
      asked = undefined;
    }
  }
  if (asked !== undefined || exchanges.length === 0) throw new Error('Every query needs its response.');
  return exchanges;
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
  /** What reached each route of the page, in the page's order. */
  readonly calls: readonly { readonly route: ScriptedCall; readonly seen: readonly StubCall[] }[];
  /** Requests in the order of their arrival, as `source VERB url`. */
  readonly order: readonly string[];
  /** Requests that the page does not know. */
  readonly unexpected: readonly string[];
}

/** Runs a page through a whole gateway over real HTTP servers, one per source. */
export async function runScenario(
  scenario: Scenario,
  { engine }: Required<Pick<OverlapOptions, 'engine'>>,
): Promise<ScenarioRun> {
  await using stubs = new AsyncDisposableStack();
  const order: string[] = [];
  const hung = hangingRoutes(scenario);
  const servers = new Map<string, StubUpstream>();
  const declared = scenario.schemas.flatMap(sourcesIn);
  for (const name of new Set([...declared, ...scenario.upstreams.map(({ source }) => source)])) {
    const onCall = ({ method, url }: StubCall): void => {
      order.push(`${name} ${method} ${url}`);
      hung.reached(`${name} ${method} ${url}`);
    };
    servers.set(name, stubs.use(await startStubUpstream(routesOf(scenario, name), onCall)));
  }
  const mentioned = new Set<string>();
  const filled = (text: string): string =>
    text.replace(/\{\{([\w.-]+?)(\.host)?\}\}/g, (_, name: string, host?: string) => {
      mentioned.add(name);
      const origin = servers.get(name)?.origin ?? '';
      return host === undefined ? origin : origin.replace('http://', '');
    });
  const typeDefs = typeDefsOf(scenario, filled);
  const written = JSON.parse(filled(scenario.settings)) as SettingsInput;
  const env = Object.fromEntries(Object.entries(scenario.env).map(([name, value]) => [name, filled(value)]));
  const replaced = declared.filter((name) => !mentioned.has(name) && written.sources?.[name]?.baseURL === undefined);
  const sources = Object.fromEntries(
    replaced.map((name) => [name, { ...written.sources?.[name], baseURL: servers.get(name)?.origin ?? '' }]),
  );
  await using overlap = createOverlap({
    typeDefs,
    settings: { ...PATIENT, ...written, sources: { ...written.sources, ...sources } },
    clock: clockHeldUntil(hung.all), // so that only what hangs is late
    env,
    engine,
  });
  const results = [];
  for (const { query, variables } of scenario.exchanges) {
    const result = await overlap.query({ query, variables, headers: scenario.headers });
    results.push(JSON.parse(JSON.stringify(result)));
  }
  const known = new Set(scenario.upstreams.map((route) => `${route.source} ${routeOf(route)}`));
  const calls = scenario.upstreams.map((route) => ({
    route,
    seen: (servers.get(route.source)?.calls ?? []).filter(
      (call) => `${route.source} ${routeOf(route)}` === routeOfCall(route.source, call, known),
    ),
  }));
  const unexpected = [...servers].flatMap(([name, server]) =>
    server.calls.map((call) => routeOfCall(name, call, known)).filter((route) => !known.has(route)),
  );
  return { results, calls, order, unexpected };
}

const PATIENT: SettingsInput = {
  deadline: '1m',
  sourceDefaults: { timeout: { connect: '1m', attempt: '1m', queue: '1m' } },
};

/** `all` resolves when every route that hangs has been asked. */
function hangingRoutes({ upstreams }: Scenario): { readonly all: Promise<void>; reached(call: string): void } {
  const all = Promise.withResolvers<void>();
  const missing = new Set(upstreams.filter(({ hang }) => hang).map((route) => `${route.source} ${routeOf(route)}`));
  const look = (): void => {
    if (missing.size === 0) all.resolve();
  };
  look();
  return {
    all: all.promise,
    reached(call) {
      missing.delete(call);
      look();
    },
  };
}

/** The route that answers a call: that of its URL, else that of its path, which answers every query. */
function routeOfCall(source: string, { method, url }: StubCall, known: ReadonlySet<string>): string {
  const exact = `${source} ${method} ${url}`;
  const byPath = `${source} ${method} ${url.split('?', 1)[0]}`;
  return known.has(exact) || !known.has(byPath) ? exact : byPath;
}

function sourcesIn({ service, text }: SchemaBlock): readonly string[] {
  const names = [...text.matchAll(/@source\(\s*name:\s*"([^"]+)"/g)].map(([, name = '']) => name);
  return service === undefined ? names : names.map((name) => `${service}.${name}`);
}

/** The schema files of a page, where nobody runs it. */
export function schemaFilesOf(scenario: Scenario): readonly SchemaFile[] {
  const typeDefs = typeDefsOf(scenario, (text) =>
    text.replaceAll(
      /\{\{[\w.-]+?(\.host)?\}\}/g,
      (_, host?: string) => `${host === undefined ? 'http://' : ''}stub.example`,
    ),
  );
  return typeof typeDefs === 'string'
    ? [{ service: 'schema', source: { name: 'schema.graphql', text: typeDefs } }]
    : typeDefs;
}

function typeDefsOf({ schemas }: Scenario, filled: (text: string) => string): OverlapOptions['typeDefs'] {
  const [first] = schemas;
  if (schemas.length === 1 && first?.service === undefined) return withLink(filled(first?.text ?? ''));
  return schemas.map(({ service = 'plain', text }) => ({
    service,
    source: { name: `${service}.graphql`, text: filled(text) },
  }));
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

function scriptedRoute({ reply, replies, status = 200, headers = {}, delayMs, hang, reset }: ScriptedCall): StubRoute {
  if (hang === true) return () => undefined;
  if (reset === true) {
    return (_call, response) => {
      response.destroy();
      return undefined;
    };
  }
  const constant = { status, headers, ...(delayMs !== undefined && { delayMs }) };
  if (replies === undefined) return { ...constant, body: reply };
  let turn = 0;
  return () => ({ ...constant, body: replies[Math.min(turn++, replies.length - 1)] });
}

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requires", "@external", "@shareable", "@inaccessible"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
`;

function withLink(schema: string): string {
  return schema.includes('specs.apollo.dev/connect') ? schema : `${LINK}${schema}`;
}
