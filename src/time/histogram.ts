/** Counts values by size, durations mostly: what a scraper reads of thousands of them. Adding one makes nothing. */
export class Histogram {
  /** The upper end of each class but the last, which has none; ascending. */
  readonly bounds: readonly number[];
  /** How many fell into each class. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] ?? 0)) at += 1;
    counts[at] = (counts[at] ?? 0) + 1;
    this.sum += value;
  }
}
