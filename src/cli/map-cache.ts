/** Remembers what `make` gave for the last `size` keys; the one unused for longest is forgotten first. */
export type BoundedCache<V> = (key: string, make: () => V) => V;

export function createBoundedCache<V>(size: number): BoundedCache<V> {
  const values = new Map<string, V>();
  return (key, make) => {
    const known = values.get(key);
    const value = known ?? make();
    if (known !== undefined) values.delete(key);
    values.set(key, value);
    if (values.size > size) forgetOldest(values);
    return value;
  };
}

/** A map keeps the order in which its keys were set. */
function forgetOldest(values: Map<string, unknown>): void {
  for (const oldest of values.keys()) {
    values.delete(oldest);
    return;
  }
}
