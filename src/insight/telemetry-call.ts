import { type Attributes, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { FAILURE_CODES } from '../execution/field-error.ts';
import type { CallObserver, CallStart } from '../execution/observer.ts';
import type { Exchange } from '../execution/operation.ts';
import { remember } from '../memo/remember.ts';
import { addressOf } from '../planning/plan-operation-request.ts';
import type { Step } from '../planning/step.ts';
import type { CallEvent } from '../upstream/upstream.ts';
import type { SpanPlace } from './telemetry-span.ts';

/**
 * One call as spans: itself, and below it an HTTP client span for each attempt (semantic conventions for HTTP). A URL is
 * told as the schema's template: what fills its holes may be a secret, and would make every span a kind of its own.
 */
export class TracedCall implements CallObserver {
  /** For the upstream: the call's place in the trace. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly #place: SpanPlace;
  readonly #request: RequestOf;
  /** Begun and not ended, oldest first; there are several only where one runs beside a late one. */
  readonly #attempts: Span[] = [];

  constructor(start: CallStart, { tracer, within, at }: SpanPlace) {
    this.#request = requestOf(start);
    const { name, attributes } = this.#request;
    const source = start.source.name;
    const { batch, step, atMs } = start;
    const span = tracer.startSpan(
      source === undefined ? name : `${source} ${name}`,
      {
        kind: SpanKind.INTERNAL,
        startTime: at(atMs),
        attributes: {
          ...attributes,
          ...(source !== undefined && { 'overlap.source': source }),
          ...(step && { 'overlap.connector': step.connector.coordinate }),
          ...(batch && { 'overlap.batch.size': batch.size }),
        },
      },
      within,
    );
    const own = trace.setSpan(within, span);
    this.#place = { tracer, span, within: own, at };
    const carrier: Record<string, string> = {};
    propagation.inject(own, carrier);
    this.headers = Object.entries(carrier).map(([name, value]) => [name.toLowerCase(), value]);
  }

  readonly event = (event: CallEvent): void => {
    const { tracer, span, within, at } = this.#place;
    switch (event.kind) {
      case 'attempt': {
        const { name, attributes } = this.#request;
        const again: Attributes = event.number > 1 ? { 'http.request.resend_count': event.number - 1 } : {};
        const options = { kind: SpanKind.CLIENT, startTime: at(event.atMs), attributes: { ...attributes, ...again } };
        this.#attempts.push(tracer.startSpan(name, options, within));
        return;
      }
      case 'first byte': {
        const attempt = this.#attempts.at(0);
        attempt?.setAttribute('http.response.status_code', event.status);
        if (event.status >= 400) failSpan(attempt, String(event.status));
        return;
      }
      case 'ended':
        this.#attempts.shift()?.end(at(event.atMs));
        return;
      case 'failed': {
        const attempt = this.#attempts.shift();
        failSpan(attempt, event.failure.kind === 'connection' ? event.failure.code : FAILURE_CODES[event.failure.kind]);
        attempt?.end(at(event.atMs));
        return;
      }
      case 'cache':
        span.setAttribute('overlap.cache', event.outcome);
        return;
      case 'coalesced':
      case 'hedged':
        span.addEvent(event.kind, at(event.atMs));
        return;
      case 'held':
      case 'queued':
      case 'admitted':
      case 'sent':
      case 'written':
        return;
    }
  };

  answered({ outcome, attempts }: Exchange, atMs: number): void {
    const { span, at } = this.#place;
    // Those that lost a race say nothing of their end.
    for (const attempt of this.#attempts.splice(0)) attempt.end(at(atMs));
    span.setAttribute('overlap.attempts', attempts);
    if (outcome.ok) span.setAttribute('http.response.status_code', outcome.value.status);
    else failSpan(span, FAILURE_CODES[outcome.failure.kind]);
    span.end(at(atMs));
  }
}

interface RequestOf {
  /** Of few kinds: verb and template. */
  readonly name: string;
  readonly attributes: Attributes;
}

function requestOf({ step, method, source }: CallStart): RequestOf {
  const server = remember(SERVERS, source, () => serverOf(source.resolvedBaseURL ?? step?.connector.http?.url.text));
  if (step === undefined) return { name: method, attributes: { 'http.request.method': method, ...server } };
  return remember(REQUESTS, step, () => {
    const { http } = step.connector;
    const template = http && addressOf(http);
    return {
      name: template === undefined ? method : `${method} ${template}`,
      attributes: {
        'http.request.method': method,
        ...(template !== undefined && { 'url.template': template }),
        ...server,
      },
    };
  });
}

const SERVERS = new WeakMap<CallStart['source'], Attributes>();
const REQUESTS = new WeakMap<Step, RequestOf>();

function serverOf(url: string | undefined): Attributes {
  // Of a template the host is constant; the rest is cut before it is read.
  const origin = /^https?:\/\/[^/?#{]+/i.exec(url ?? '')?.[0];
  if (origin === undefined || !URL.canParse(origin)) return {};
  const { hostname, port, protocol } = new URL(origin);
  return {
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

function failSpan(span: Span | undefined, type: string): void {
  span?.setAttribute('error.type', type);
  span?.setStatus({ code: SpanStatusCode.ERROR });
}
