/** Takes things as they are made and gives them on in the order of their places; `ended` after the last one. */
export function inOrder<One extends object>(
  count: number,
  give: (one: One) => void,
  ended: () => void,
): (place: number, one: One) => void {
  const made = new Map<number, One>();
  let next = 0;
  return (place, one) => {
    made.set(place, one);
    for (let ready = made.get(next); ready !== undefined; ready = made.get(next)) {
      made.delete(next);
      next += 1;
      give(ready);
    }
    if (next === count) ended();
  };
}
