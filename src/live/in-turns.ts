import type { Clock } from '../time/clock.ts';

/** So many are served before others get a turn of the event loop: a write takes some ten microseconds. */
const AT_ONCE = 500;

/** Acts on each item, on some at once and on the rest in later turns; disposing leaves out those that remain. */
export function inTurns<Item>(
  items: Iterable<Item>,
  act: (item: Item) => void,
  clock: Pick<Clock, 'after'>,
): Disposable {
  const rest = items[Symbol.iterator]();
  let timer: Disposable | undefined;
  const some = (): void => {
    timer = undefined;
    for (let count = 0; count < AT_ONCE; count += 1) {
      const { done, value } = rest.next();
      if (done === true) return;
      act(value);
    }
    timer = clock.after(0, some);
  };
  some();
  return { [Symbol.dispose]: () => timer?.[Symbol.dispose]() };
}
