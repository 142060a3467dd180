/** What stands for all names that came too late. */
export const OTHER = 'other';

/**
 * What is kept under the first so many names; whoever comes later shares one under {@link OTHER}. Names are clients' or
 * upstreams' input, and every one of them would be a time series for ever.
 */
export class BoundedNames<Kept> {
  readonly #kept = new Map<string, Kept>();
  readonly #max: number;
  readonly #make: () => Kept;

  constructor(max: number, make: () => Kept) {
    this.#max = max;
    this.#make = make;
  }

  of(name: string): Kept {
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const own = this.#kept.size < this.#max || name === OTHER ? name : OTHER;
    const shared = own === name ? undefined : this.#kept.get(OTHER);
    if (shared !== undefined) return shared;
    const made = this.#make();
    this.#kept.set(own, made);
    return made;
  }

  entries(): Iterable<[string, Kept]> {
    return this.#kept;
  }
}
