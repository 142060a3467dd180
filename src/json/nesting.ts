/** Whether a value is nested deeper than so many arrays and objects; what contains itself is. Never recurses. Pure. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  const open: { readonly value: object; readonly depth: number }[] = [];
  const look = (inner: unknown, depth: number): void => {
    if (typeof inner === 'object' && inner !== null) open.push({ value: inner, depth });
  };
  look(value, 1);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > limit) return true;
    for (const inner of Object.values(next.value)) look(inner, next.depth + 1);
  }
  return false;
}
