/** Remembers what `make` gave for the last keys; the one unused for longest is forgotten first. */
export type BoundedCache<V> = (key: string, make: () => V) => V;

export interface CacheBounds {
  readonly maxEntries: number;
  /** Of all keys together: what is made of a long text is large, too. A longer key is never remembered. */
  readonly maxCharacters: number;
}

export function createBoundedCache<V>({ maxEntries, maxCharacters }: CacheBounds): BoundedCache<V> {
  const values = new Map<string, V>();
  let characters = 0;
  const forget = (key: string): void => {
    if (values.delete(key)) characters -= key.length;
  };
  return (key, make) => {
    const value = values.get(key) ?? make();
    if (key.length > maxCharacters) return value;
    forget(key);
    values.set(key, value); // a map keeps the order in which its keys were set
    characters += key.length;
    for (const oldest of values.keys()) {
      if (values.size <= maxEntries && characters <= maxCharacters) break;
      forget(oldest);
    }
    return value;
  };
}
