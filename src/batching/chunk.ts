/** Consecutive chunks of at most `maxSize` items; one chunk when there is no limit, none for no items. */
export function chunk<Item>(items: readonly Item[], maxSize: number | undefined): readonly (readonly Item[])[] {
  if (items.length === 0) return [];
  if (maxSize === undefined || items.length <= maxSize) return [items];
  const chunks: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += maxSize) chunks.push(items.slice(start, start + maxSize));
  return chunks;
}
