import { collectDefaultMetrics, type Metric as PromMetric, Registry } from 'prom-client';
import { type Metric, metric } from './metrics-metric.ts';
import {
  createOperationMetrics,
  type EndedOperation,
  type OperationBounds,
  type OperationMetrics,
} from './metrics-operations.ts';
import { type SourceTraffic, sourceMetrics } from './metrics-sources.ts';

/** What a process has to tell a scraper. */
export interface Metrics extends Pick<OperationMetrics, 'ended'> {
  readonly contentType: string;
  /** All of it, in the text format of Prometheus. */
  print(): Promise<string>;
}

/** What is true of a server now. */
export interface ServerState {
  readonly requestsInFlight: number;
  readonly liveTopics: number;
  readonly sources: Iterable<SourceTraffic>;
}

/**
 * Metrics of one server. `read` is asked when somebody scrapes. What the process and its event loop do is measured from the
 * first scrape on: whom nobody scrapes, nobody pays for.
 */
export function createMetrics(read: () => ServerState, bounds: OperationBounds): Metrics {
  const operations = createOperationMetrics(bounds);
  const registry = new Registry();
  const all: readonly Metric[] = [
    ...operations.metrics,
    ...sourceMetrics(() => read().sources),
    metric('gauge', 'overlap_requests_in_flight', 'Requests that are being answered now.', () => [
      { labels: {}, value: read().requestsInFlight },
    ]),
    metric('gauge', 'overlap_live_topics', 'Subscriptions that are polled now, equal ones counted once.', () => [
      { labels: {}, value: read().liveTopics },
    ]),
  ];
  // The registry wants a name and `get()`; its type declaration wants more.
  for (const one of all) registry.registerMetric(one as unknown as PromMetric);
  let isMeasuring = false;
  return {
    ended: (operation: EndedOperation) => operations.ended(operation),
    contentType: registry.contentType,
    print() {
      if (!isMeasuring) collectDefaultMetrics({ register: registry });
      isMeasuring = true;
      return registry.metrics();
    },
  };
}
