import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOverlap, type Overlap } from '../../src/overlap.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { type StubUpstream, startStubUpstream } from '../harness/stub-upstream.ts';

/** `traceparent` as W3C Trace Context has it, version 00. */
const W3C: TextMapPropagator = {
  inject(within, carrier, { set }) {
    const own = trace.getSpanContext(within);
    if (own === undefined) return;
    set(carrier, 'traceparent', `00-${own.traceId}-${own.spanId}-0${own.traceFlags}`);
    set(carrier, 'baggage', 'tenant=7');
  },
  extract(within, carrier, { get }) {
    const [, traceId, spanId] = /^00-(\w{32})-(\w{16})-01$/.exec(String(get(carrier, 'traceparent'))) ?? [];
    if (traceId === undefined || spanId === undefined) return within;
    return trace.setSpanContext(within, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
  },
  fields: () => ['traceparent', 'baggage'],
};

const SCHEMA = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "shop", http: { baseURL: "http://shop.example" })
type Query {
  order(id: ID!): Order @connect(source: "shop", http: { GET: "/orders/{$args.id}?api_key=hush" }, selection: "id user { id }")
  broken: Int @connect(source: "shop", http: { GET: "/broken" }, selection: "$.n")
  kept: Int @connect(source: "shop", http: { GET: "/kept" }, selection: "$.n")
}
type Order { id: ID user: User }
type User @connect(source: "shop", http: { GET: "/users?ids={$batch.id->joinNotNull(',')}" }, selection: "id name") { id: ID! name: String }`;

const exporter = new InMemorySpanExporter();
let stub: StubUpstream;
let overlap: Overlap;

function register(sampler?: Sampler): void {
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors, ...(sampler && { sampler }) }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(W3C);
}

function open(shop: NonNullable<SettingsInput['sources']>[string] = {}): Overlap {
  return createOverlap({ typeDefs: SCHEMA, settings: { sources: { shop: { baseURL: stub.origin, ...shop } } } });
}

beforeEach(async () => {
  stub = await startStubUpstream({
    'GET /orders/7': { body: { id: 7, user: { id: 1 } } },
    'GET /users': { body: [{ id: 1, name: 'Ada' }] },
    'GET /broken': { status: 503, body: {} },
    'GET /kept': { body: { n: 1 }, headers: { 'cache-control': 'max-age=60' } },
  });
  overlap = open();
});

afterEach(async () => {
  await overlap[Symbol.asyncDispose]();
  await stub[Symbol.asyncDispose]();
  exporter.reset();
  trace.disable();
  context.disable();
  propagation.disable();
});

function spans(): readonly ReadableSpan[] {
  return exporter.getFinishedSpans();
}

function named(name: string): ReadableSpan {
  const found = spans().find((span) => span.name === name);
  if (found === undefined) throw new Error(`No span is called "${name}", but ${spans().map((span) => span.name)}.`);
  return found;
}

function idOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

describe('with an SDK', () => {
  test('an operation is a span, each call below it, each attempt below that', async () => {
    register();
    await overlap.query({ query: 'query Page { order(id: 7) { user { name } } }' });
    const operation = named('query Page');
    expect([operation.kind, operation.status.code]).toEqual([SpanKind.SERVER, SpanStatusCode.UNSET]);
    expect(operation.attributes).toEqual({ 'graphql.operation.type': 'query', 'graphql.operation.name': 'Page' });
    const call = named('shop GET /orders/{$args.id}?api_key=…');
    expect(call.parentSpanContext?.spanId).toBe(idOf(operation));
    expect(call.attributes).toMatchObject({
      'overlap.source': 'shop',
      'overlap.connector': 'graph:Query.order[0]',
      'overlap.attempts': 1,
      'overlap.cache': 'miss',
      'http.response.status_code': 200,
    });
    const attempt = named('GET /orders/{$args.id}?api_key=…');
    expect([attempt.kind, attempt.parentSpanContext?.spanId]).toEqual([SpanKind.CLIENT, idOf(call)]);
    expect(attempt.attributes).toEqual({
      'http.request.method': 'GET',
      'url.template': '/orders/{$args.id}?api_key=…',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(stub.origin).port),
      'http.response.status_code': 200,
    });
    expect(named("shop GET /users?ids={$batch.id->joinNotNull(',')}").attributes).toMatchObject({
      'overlap.batch.size': 1,
    });
    expect(JSON.stringify(spans().map(({ name, attributes }) => [name, attributes]))).not.toContain('hush');
    expect(spans()).toHaveLength(5);
  });

  test('the upstream is told its place in the trace, and nothing else of it', async () => {
    register();
    await overlap.query({ query: '{ order(id: 7) { id } }' });
    const call = named('shop GET /orders/{$args.id}?api_key=…');
    const headers = stub.calls[0]?.headers ?? {};
    expect(headers.traceparent).toBe(`00-${call.spanContext().traceId}-${idOf(call)}-01`);
    expect(headers).not.toHaveProperty('baggage');
  });

  test("an operation continues the client's trace, or the one that is active", async () => {
    register();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    await overlap.query({ query: 'query Remote { __typename }', headers: { traceparent } });
    expect(named('query Remote').spanContext().traceId).toBe(traceId);
    expect(named('query Remote').parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    await trace.getTracer('program').startActiveSpan('request', async (span) => {
      await overlap.query({ query: 'query Local { __typename }', headers: { traceparent } });
      span.end();
    });
    expect(named('query Local').parentSpanContext?.spanId).toBe(idOf(named('request')));
    expect(named('query Local').kind).toBe(SpanKind.INTERNAL);
  });

  test('each attempt at a call that fails is a failed span, and counts as sent again', async () => {
    register();
    await overlap.query({ query: 'query Broken { broken kept }' });
    const attempts = spans().filter(({ name }) => name === 'GET /broken');
    expect(attempts.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 1]);
    for (const { status, attributes } of attempts) {
      expect(status.code).toBe(SpanStatusCode.ERROR);
      expect(attributes).toMatchObject({ 'http.response.status_code': 503, 'error.type': '503' });
    }
    expect(named('query Broken').attributes).toMatchObject({ 'overlap.errors': 1 });
    expect(named('query Broken').status.code).toBe(SpanStatusCode.UNSET);
  });

  test('a call without an answer says why, and so does an operation without data', async () => {
    register();
    const unreachable = open({ baseURL: 'http://127.0.0.1:9', retry: false });
    await unreachable.query({ query: 'query Lost { broken }' });
    await unreachable[Symbol.asyncDispose]();
    expect(named('shop GET /broken').attributes['error.type']).toBe('UPSTREAM_UNREACHABLE');
    expect(named('shop GET /broken').status.code).toBe(SpanStatusCode.ERROR);
    expect(named('GET /broken').attributes['error.type']).toBe('ECONNREFUSED');
  });

  test('a kept answer is a call without an attempt', async () => {
    register();
    await overlap.query({ query: '{ kept }' });
    exporter.reset();
    await overlap.query({ query: '{ kept }' });
    expect(named('shop GET /kept').attributes).toMatchObject({ 'overlap.cache': 'hit', 'overlap.attempts': 0 });
    expect(spans().map(({ name }) => name)).toEqual(['shop GET /kept', 'query']);
  });

  test('times are those of day, and a child is within its parent', async () => {
    register();
    const beforeMs = Date.now();
    await overlap.query({ query: 'query Page { order(id: 7) { id } }' });
    const inMs = ([seconds, nanos]: readonly [number, number]) => seconds * 1_000 + nanos / 1e6;
    const operation = named('query Page');
    const attempt = named('GET /orders/{$args.id}?api_key=…');
    // The two clocks of a machine differ by a little.
    expect(Math.abs(inMs(operation.startTime) - beforeMs)).toBeLessThan(60_000);
    expect(inMs(attempt.startTime)).toBeGreaterThanOrEqual(inMs(operation.startTime));
    expect(inMs(attempt.endTime)).toBeLessThanOrEqual(inMs(operation.endTime));
  });

  test('a trace that is not sampled is passed on as such', async () => {
    register(new AlwaysOffSampler());
    await overlap.query({ query: '{ order(id: 7) { id } }' });
    expect(stub.calls[0]?.headers.traceparent).toMatch(/^00-\w{32}-\w{16}-00$/);
    expect(spans()).toEqual([]);
  });

  test('traces keep no two calls apart that are equal', async () => {
    register();
    await Promise.all([1, 2, 3].map((n) => overlap.query({ query: `query N${n} { broken }` })));
    expect(stub.hits('GET /broken')).toBe(2); // the first attempt and its retry
  });
});

test('without an SDK nothing is sent to upstreams', async () => {
  await overlap.query({ query: '{ order(id: 7) { id } }', headers: { traceparent: '00-1-2-01' } });
  expect(stub.calls[0]?.headers).not.toHaveProperty('traceparent');
});
