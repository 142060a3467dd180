/** As the HTTP client gives them: by lower-case name, a text for one line, a list for several. */
export type HeaderLines = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The header lines of a response by name. Few of them are ever looked at, so a list is made of a line when somebody asks.
 */
export class ResponseHeaders implements ReadonlyMap<string, readonly string[]> {
  readonly #lines: HeaderLines;

  constructor(lines: HeaderLines) {
    this.#lines = lines;
  }

  get size(): number {
    return Object.keys(this.#lines).length;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#lines, name); // a name may be that of an inherited member
  }

  get(name: string): readonly string[] | undefined {
    if (!Object.hasOwn(this.#lines, name)) return undefined;
    const value = this.#lines[name];
    return typeof value === 'string' ? [value] : value;
  }

  forEach(action: (lines: readonly string[], name: string, map: ReadonlyMap<string, readonly string[]>) => void): void {
    for (const name of Object.keys(this.#lines)) {
      const lines = this.get(name);
      if (lines !== undefined) action(lines, name, this);
    }
  }

  *entries(): MapIterator<[string, readonly string[]]> {
    for (const name of Object.keys(this.#lines)) {
      const lines = this.get(name);
      if (lines !== undefined) yield [name, lines];
    }
  }

  *keys(): MapIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): MapIterator<readonly string[]> {
    for (const [, lines] of this.entries()) yield lines;
  }

  [Symbol.iterator](): MapIterator<[string, readonly string[]]> {
    return this.entries();
  }
}
