import type { Histogram } from '../time/histogram.ts';

/** A number with its labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** Of a histogram: its series. */
  readonly metricName?: string;
}

/** What a registry prints. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly aggregator: 'sum';
  /** As it is now. */
  get(): Promise<Pick<Metric, 'name' | 'help' | 'type' | 'aggregator'> & { readonly values: readonly Sample[] }>;
}

/**
 * A metric that is counted elsewhere and read when somebody scrapes: what happens often must not pay for labels, which
 * the usual counters sort and join each time.
 */
export function metric(type: 'counter' | 'gauge', name: string, help: string, read: () => Iterable<Sample>): Metric {
  return make(type, name, help, () => [...read()]);
}

/** The same of histograms, each with labels of its own. */
export function histogramMetric(
  name: string,
  help: string,
  read: () => Iterable<{ readonly labels: Sample['labels']; readonly histogram: Histogram }>,
): Metric {
  return make('histogram', name, help, () =>
    [...read()].flatMap(({ labels, histogram }) => samplesOf(name, labels, histogram)),
  );
}

function make(type: Metric['type'], name: string, help: string, read: () => readonly Sample[]): Metric {
  const own = { name, help, type, aggregator: 'sum' } as const;
  return { ...own, get: async () => ({ ...own, values: read() }) };
}

/** Each class counts the smaller ones, too (Prometheus exposition format, histograms). */
function samplesOf(name: string, labels: Sample['labels'], { bounds, counts, sum }: Histogram): readonly Sample[] {
  let below = 0;
  const buckets = [...counts].map((own, at) => {
    below += own;
    const le = bounds[at] ?? '+Inf';
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: below },
  ];
}
