import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import type { ClientHeaders } from '../execution/client-headers.ts';
import type { GatewayObserver, OperationEnd, OperationObserver } from '../execution/observer.ts';
import type { Clock } from '../time/clock.ts';
import { TracedCall } from './telemetry-call.ts';
import { type SpanPlace, timeline } from './telemetry-span.ts';

/** Under which name spans are made. */
const SCOPE = 'overlap';

/**
 * Tells OpenTelemetry what runs, as spans: the operation, each call, each attempt at it. Whoever wants them registers an
 * SDK of their own in the process; where nobody has, nothing is made. An operation is a child of the span that is active
 * where it begins, else of what the client's `traceparent` says (W3C Trace Context).
 */
export function createTelemetry(clock: Pick<Clock, 'now' | 'epochNow'>): GatewayObserver {
  return {
    operation({ written, headers, atMs }) {
      if (!isRegistered()) return undefined;
      const at = timeline(clock);
      const { name, kind } = parentOf(headers);
      const operation = written?.operation;
      const type = operation?.operation;
      const operationName = operation?.name?.value;
      const tracer = trace.getTracer(SCOPE);
      const span = tracer.startSpan(
        [type ?? 'operation', ...(operationName === undefined ? [] : [operationName])].join(' '),
        {
          kind,
          startTime: at(atMs),
          attributes: {
            ...(type !== undefined && { 'graphql.operation.type': type }),
            ...(operationName !== undefined && { 'graphql.operation.name': operationName }),
          },
        },
        name,
      );
      return new TracedOperation({ tracer, span, within: trace.setSpan(name, span), at });
    },
  };
}

/** Whether there is an SDK: a tracer of nobody's makes spans that nobody sees. */
export function isRegistered(): boolean {
  const provider = trace.getTracerProvider();
  return !('getDelegateTracer' in provider) || isTracer(provider, SCOPE);
}

function isTracer(provider: object, name: string): boolean {
  const { getDelegateTracer } = provider as { getDelegateTracer(name: string): object | undefined };
  return getDelegateTracer.call(provider, name) !== undefined;
}

/** A program's own span, or the client's; the operation is then what enters this process. */
function parentOf(headers: ClientHeaders) {
  const active = context.active();
  if (trace.getSpan(active) !== undefined) return { name: active, kind: SpanKind.INTERNAL };
  return { name: propagation.extract(ROOT_CONTEXT, headers, FIRST_LINE), kind: SpanKind.SERVER };
}

const FIRST_LINE: TextMapGetter<ClientHeaders> = {
  get: (headers, name) => headers.get(name)?.join(','),
  keys: (headers) => [...headers.keys()],
};

class TracedOperation implements OperationObserver {
  readonly detail = 'calls';
  readonly #place: SpanPlace;

  constructor(place: SpanPlace) {
    this.#place = place;
  }

  call(start: Parameters<OperationObserver['call']>[0]): TracedCall {
    return new TracedCall(start, this.#place);
  }

  ended({ atMs, errors, isNull }: OperationEnd): void {
    const { span, at } = this.#place;
    if (errors > 0) span.setAttribute('overlap.errors', errors);
    if (isNull) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(at(atMs));
  }
}
