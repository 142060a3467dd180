/** More slices forget more evenly and take more room. */
const SLICES = 10;

/** Calls and failures of the recent past, in slices of time that are used again and again: recording makes nothing new. */
export class SlidingWindow {
  readonly #windowMs: number;
  readonly #calls = new Uint32Array(SLICES);
  readonly #failures = new Uint32Array(SLICES);
  /** Which slice of all time the last call was in. */
  #newest = Number.NEGATIVE_INFINITY;
  #allCalls = 0;
  #allFailures = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** As of the last call recorded. */
  get calls(): number {
    return this.#allCalls;
  }

  get failures(): number {
    return this.#allFailures;
  }

  /** Adds a call and forgets what is older than the window. */
  record(isFailure: boolean, nowMs: number): void {
    const slice = Math.floor((nowMs * SLICES) / this.#windowMs);
    if (slice > this.#newest) this.#moveTo(slice);
    const place = placeOf(slice);
    this.#calls[place] = (this.#calls[place] ?? 0) + 1;
    this.#allCalls += 1;
    if (!isFailure) return;
    this.#failures[place] = (this.#failures[place] ?? 0) + 1;
    this.#allFailures += 1;
  }

  /** The places between the last slice and this one held what is now too old. */
  #moveTo(slice: number): void {
    for (let next = Math.max(this.#newest + 1, slice - SLICES + 1); next <= slice; next += 1) {
      const place = placeOf(next);
      this.#allCalls -= this.#calls[place] ?? 0;
      this.#allFailures -= this.#failures[place] ?? 0;
      this.#calls[place] = 0;
      this.#failures[place] = 0;
    }
    this.#newest = slice;
  }
}

/** A clock may begin below zero. */
function placeOf(slice: number): number {
  return ((slice % SLICES) + SLICES) % SLICES;
}
