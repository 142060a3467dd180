import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { printJson } from '../json/print-json.ts';
import { stableKey } from '../json/stable-key.ts';
import { EMPTY_PATH_TREE, type PathTree } from '../mapping/path-tree.ts';
import { encodeValue } from '../templates/percent-encoding.ts';
import type { UpstreamRequest } from '../upstream/upstream.ts';
import type { Cause, Failure } from './failure.ts';
import type { CallOrigin } from './observer.ts';
import type { Operation } from './operation.ts';
import { decodeBody } from './read-response.ts';
import { siteOfResolver } from './resolver-site.ts';
import type { SourceRuntime } from './runtime.ts';

/** What TypeScript resolvers find at `context.overlap`: the same upstreams, loaders, deadline and failures as connectors. */
export interface OverlapContext {
  /**
   * Calls an upstream. `source` is a source's name, `service.source` where two services use one name. Equal GETs of
   * an operation are one call. Rejects with a {@link CallFailed}, which becomes the resolver's field error.
   */
  call(source: string, request: CallRequest): Promise<CallAnswer>;
  /**
   * The object of an entity type with this key, by the type's own connectors; null when there is none.
   * Loads of one tick are batched. Rejects like {@link OverlapContext.call}.
   */
  load(typeName: string, key: JsonObject): Promise<JsonObject | null>;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  /** Milliseconds until the operation must have answered. */
  remainingMs(): number;
}

export interface CallRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the source's base URL; constant text is taken as it is, so encode what you put into it. */
  readonly path: string;
  /** Encoded here; null and undefined members are left out, lists repeat their name. */
  readonly query?: Readonly<
    Record<string, string | number | boolean | null | undefined | readonly (string | number | boolean)[]>
  >;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: Json;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Decoded like a connector's. */
  readonly body: Json;
}

/** A call of a TypeScript resolver that failed; `failure` says why. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(`The call failed (${failure.cause.kind}).`);
    this.failure = failure;
  }
}

export function createOverlapContext(operation: Operation): OverlapContext {
  const { runtime, input } = operation;
  return {
    signal: input.signal,
    remainingMs: () => input.deadline.remainingMs(),
    async call(name, request) {
      const source = runtime.sources.get(name);
      if (source === undefined) throw new TypeError(unknownSource(name, [...runtime.sources.keys()]));
      const origin = input.observer === undefined ? undefined : originOfResolver(operation);
      const exchange = await operation.send(source, buildRequest(source, request), false, origin);
      const { outcome, attempts, elapsedMs, seen } = exchange;
      if (seen !== undefined && origin !== undefined && seen.origin !== origin) seen.observer?.joined?.(origin);
      const failedWith = (cause: Cause): CallFailed =>
        new CallFailed({ cause, ...(source.name !== undefined && { source: source.name }), attempts, elapsedMs });
      if (!outcome.ok) throw failedWith(outcome.failure);
      const { status, headers } = outcome.value;
      if (status < 200 || status > 299) throw failedWith({ kind: 'status', status });
      const body = decodeBody(outcome.value, source);
      if (!body.ok) throw failedWith({ ...body.failure, status });
      return { status, headers, body: body.value };
    },
    async load(typeName, key) {
      const steps = runtime.model.steps.completing(typeName).filter(({ needs }) => covers(key, needs));
      const [step] = steps;
      if (step === undefined) {
        const given = Object.keys(key).join(', ');
        throw new TypeError(`No connector finds a ${typeName} by ${given === '' ? 'an empty key' : given}.`);
      }
      const load = { key: stableKey(key), reference: key };
      const site = operation.trail === undefined ? undefined : siteOfResolver();
      const result = await operation.load(step, site === undefined ? load : { ...load, site });
      if (!result.ok) throw new CallFailed(result.failure);
      return isObject(result.value) ? { ...key, ...result.value } : null;
    },
  };
}

function originOfResolver({ trail }: Operation): CallOrigin {
  const site = trail === undefined ? undefined : siteOfResolver();
  return { step: undefined, batch: undefined, sites: site === undefined ? [] : [site] };
}

function unknownSource(name: string, known: readonly string[]): string {
  return `There is no source "${name}"; known are: ${known.join(', ')}.`;
}

function covers(key: JsonObject, needs: PathTree): boolean {
  return (
    needs.size > 0 &&
    [...needs].every(([name, below]) => {
      if (!Object.hasOwn(key, name)) return false;
      const member = key[name];
      return below === EMPTY_PATH_TREE || below.size === 0 || (isObject(member) && covers(member, below));
    })
  );
}

function buildRequest(
  source: SourceRuntime,
  { method = 'GET', path, query, headers, body }: CallRequest,
): UpstreamRequest {
  const [base = '', baseQuery] = (source.resolvedBaseURL ?? '').split('?', 2);
  const pieces = [baseQuery ?? '', ...queryPieces(query ?? {})].filter((piece) => piece !== '');
  const slashed = `${base.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
  const search = pieces.length === 0 ? '' : `${slashed.includes('?') ? '&' : '?'}${pieces.join('&')}`;
  const lines = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  if (body === undefined) return { method, url: slashed + search, headers: lines };
  const typed = lines.some(([name]) => name === 'content-type');
  return {
    method,
    url: slashed + search,
    headers: typed ? lines : [...lines, ['content-type', 'application/json']],
    body: printJson(body),
  };
}

function* queryPieces(query: NonNullable<CallRequest['query']>): Generator<string> {
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    const values = typeof value === 'object' ? value : [value];
    for (const one of values) yield `${encodeValue(name)}=${encodeValue(String(one))}`;
  }
}
