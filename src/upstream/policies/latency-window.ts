/** The latencies of the last calls, in milliseconds; a number of its own, no clock. */
export class LatencyWindow {
  readonly #samples: Float64Array;
  #count = 0;
  #sorted: Float64Array | undefined;

  constructor(size: number) {
    this.#samples = new Float64Array(size);
  }

  record(ms: number): void {
    this.#samples[this.#count % this.#samples.length] = ms;
    this.#count += 1;
    // A percentile that lags a few calls behind is as good, and sorting costs more than recording.
    if (this.#count % RENEW_EVERY === 0 || this.#count <= MIN_SAMPLES) this.#sorted = undefined;
  }

  /** The latency that this share of the calls did not exceed (nearest rank); `undefined` while there are too few to tell. */
  percentile(ratio: number): number | undefined {
    if (this.#count < MIN_SAMPLES) return undefined;
    this.#sorted ??= this.#samples.slice(0, Math.min(this.#count, this.#samples.length)).sort();
    return this.#sorted[Math.max(0, Math.ceil(ratio * this.#sorted.length) - 1)];
  }
}

/** Fewer say little about a tail. */
const MIN_SAMPLES = 20;

const RENEW_EVERY = 8;
