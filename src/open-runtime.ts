import type { Connector, Source } from './connectors/connector.ts';
import { expandBaseUrl } from './execution/base-url.ts';
import { policyOf, readyPolicy } from './execution/failure-policy.ts';
import { nullMisfit, strictMisfit } from './execution/misfit.ts';
import { type ReadyStep, type Runtime, readyStep, type SourceRuntime } from './execution/runtime.ts';
import type { GatewaySource } from './gateway.ts';
import type { ServedGraph } from './load-graph.ts';
import { remember } from './memo/remember.ts';
import type { Model } from './planning/plan-object.ts';
import type { Step } from './planning/step.ts';
import { STORE_TIMEOUT_MS } from './settings/defaults.ts';
import { type Settings, type SourceSettings, settingsOfService, settingsOfSource } from './settings/settings.ts';
import type { Clock } from './time/clock.ts';
import type { createUpstream } from './upstream/create-upstream.ts';
import { openSharedStore, type SharedStore } from './upstream/shared-store.ts';
import type { Upstream } from './upstream/upstream.ts';
import { upstreamOptions } from './upstream-options.ts';
import type { UpstreamPool } from './upstream-pool.ts';

/** A runtime, the upstreams that it opened and the store that they share; disposing gives them back. */
export interface OpenRuntime extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly store?: SharedStore;
  /** Of the clients that count. */
  readonly sources: readonly GatewaySource[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a runtime takes from outside. */
export interface RuntimeSurroundings {
  readonly env: Environment;
  readonly clock: Clock;
  /** Clients that are open already are taken over from here. */
  readonly upstreams: UpstreamPool;
  /** Makes a client where none is open. */
  readonly openUpstream: typeof createUpstream;
}

/**
 * Opens a client for every source, and one per service and origin for connectors without a source, and makes every step ready.
 * Nothing but a shared store connects before it is called. Throws a TypeError when a base URL cannot be made from the settings.
 */
export function openRuntime(
  { model, policies }: ServedGraph,
  settings: Settings,
  { env, clock, upstreams, openUpstream }: RuntimeSurroundings,
): OpenRuntime {
  const places = model.graph.sources.map((source) => placeOf(source, settings, env));
  const store = openStore(settings, upstreams, clock);
  const opened: Upstream[] = [];
  const open: OpenClient = (service, name, origin, source) => {
    const options = upstreamOptions(name, origin, source);
    const key = JSON.stringify([service, options, settings.store]);
    const upstream = upstreams.open(key, () => openUpstream({ ...options, ...(store && { store }) }, clock));
    opened.push(upstream);
    return upstream;
  };
  const bySource = new Map(places.map((place) => [place.source, openSource(place, open)]));
  const byOrigin = new Map<string, Upstream>();
  const sourceless = (connector: Connector): SourceRuntime => {
    const origin = originOf(connector);
    const own = settingsOfService(settings, connector.service);
    const upstream = remember(byOrigin, `${connector.service} ${origin}`, () =>
      open(connector.service, connector.coordinate, origin, own),
    );
    return runtimeOf(undefined, upstream, undefined, own, connector.coordinate);
  };
  const sourceOf = (connector: Connector): SourceRuntime | undefined => {
    if (connector.source !== undefined) return bySource.get(connector.source);
    return connector.http === undefined ? undefined : sourceless(connector);
  };
  const makeReady = (step: Step): ReadyStep => {
    const policy = policyOf(step, model.graph, policies);
    return {
      ...readyStep(step, sourceOf(step.connector), isIdOf(model, step.typeName)),
      ...(policy !== undefined && { policy: readyPolicy(policy, step, clock) }),
    };
  };
  const ready = new Map<Step, ReadyStep>(model.steps.all.map((step) => [step, makeReady(step)]));
  return {
    runtime: {
      model,
      clock,
      ready: (step) => remember(ready, step, () => makeReady(step)),
      sources: sourceNames(bySource),
      context: settings.context,
      env,
      config: settings.config,
      deadlineRequestHeader: settings.deadlineRequestHeader,
      misfit: settings.strictTypes ? strictMisfit : nullMisfit,
      writes: { count: 0 },
    },
    ...(store && { store }),
    sources: [...spokenOf(bySource), ...byOrigin.values()].flatMap(countedSource),
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((upstream) => upstream[Symbol.asyncDispose]()));
      await store?.[Symbol.asyncDispose]();
    },
  };
}

/** Opens a client; sources of different services never share one. */
type OpenClient = (service: string, name: string, origin: string, settings: SourceSettings) => Upstream;

/** A source and where it is. */
interface Place {
  readonly source: Source;
  readonly own: SourceSettings;
  readonly baseURL: string;
}

function placeOf(source: Source, settings: Settings, env: Environment): Place {
  const own = settingsOfSource(settings, source.service, source.name);
  const baseURL = own.baseURL ?? expandBaseURL(source, own, env);
  if (URL.canParse(baseURL)) return { source, own, baseURL };
  throw new TypeError(`The base URL of source "${source.name}" is no URL: ${source.baseURL.text}`);
}

function openSource({ source: { service, name }, own, baseURL }: Place, open: OpenClient): SourceRuntime {
  const upstream = open(service, name, new URL(baseURL).origin, own);
  return runtimeOf(name, upstream, baseURL, own, `${service}.${name}`);
}

function openStore({ store }: Settings, upstreams: UpstreamPool, clock: Clock): SharedStore | undefined {
  if (store.kind === 'memory') return undefined;
  const { url } = store;
  return upstreams.openStore(url, () => openSharedStore({ url, operationTimeoutMs: STORE_TIMEOUT_MS }, clock));
}

function runtimeOf(
  name: string | undefined,
  upstream: Upstream,
  resolvedBaseURL: string | undefined,
  own: SourceSettings,
  limitKey: string,
): SourceRuntime {
  return {
    name,
    upstream,
    config: own.config,
    baseURL: own.baseURL,
    resolvedBaseURL,
    maxRequestsPerOperation: own.maxRequestsPerOperation,
    limitKey,
    allowEmptySegments: own.allowEmptySegments,
    lenientContentTypes: own.lenientContentTypes,
    exposeProblem: own.exposeProblem,
    forwardHeaders: own.forwardHeaders,
    headerRules: own.headers,
  };
}

function expandBaseURL(source: Source, own: SourceSettings, env: Environment): string {
  const names = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const expanded = expandBaseUrl(source.baseURL, {
    $config: own.config,
    $env: Object.fromEntries(names),
  });
  if (expanded.ok) return expanded.value;
  throw new TypeError(`The base URL of source "${source.name}" cannot be made: ${expanded.failure.message}`);
}

/** The origin of an absolute URL template; validation has made sure that no hole comes before the path. */
function originOf({ http }: Connector): string {
  const [first] = http?.url.parts ?? [];
  const text = first?.kind === 'Constant' ? first.text : '';
  return new URL(/^[^:]+:\/\/[^/?#]*/.exec(text)?.[0] ?? text).origin;
}

/** Every source under `service.source`, and under its bare name where only one service uses it. */
function sourceNames(bySource: ReadonlyMap<Source, SourceRuntime>): ReadonlyMap<string, SourceRuntime> {
  const names = new Map<string, SourceRuntime>();
  const sources = [...bySource];
  for (const [{ name }, runtime] of sources) {
    if (sources.filter(([other]) => other.name === name).length === 1) names.set(name, runtime);
  }
  for (const [{ service, name }, runtime] of sources) names.set(`${service}.${name}`, runtime);
  return names;
}

/** Each source once: by its bare name, where only one service uses it. */
function spokenOf(bySource: ReadonlyMap<Source, SourceRuntime>): readonly Pick<Upstream, 'name' | 'traffic'>[] {
  const named = new Map<SourceRuntime, string>();
  for (const [name, runtime] of sourceNames(bySource)) if (!named.has(runtime)) named.set(runtime, name);
  return [...named].map(([{ upstream }, name]) => ({ name, ...(upstream.traffic && { traffic: upstream.traffic }) }));
}

function countedSource({ name, traffic }: Pick<Upstream, 'name' | 'traffic'>): readonly GatewaySource[] {
  return traffic === undefined ? [] : [{ name, traffic }];
}

/** Whether a member of a key is declared `ID`, by its path from the type. */
function isIdOf(model: Model, typeName: string): (path: readonly string[]) => boolean {
  return (path) => {
    let at: string | undefined = typeName;
    for (const name of path)
      at = at === undefined ? undefined : model.graph.objects.get(at)?.fields.get(name)?.typeName;
    return at === 'ID';
  };
}
