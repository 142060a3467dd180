/**
 * A tape of small numbers that decides everything random in a case. An empty tape chooses the simplest of everything, so
 * that a failing case shrinks to a simple one, whatever is made from it.
 */
export interface Choices {
  /** 0 … count-1; 0 when the tape has ended. */
  below(count: number): number;
  /** True with a probability of `percent`; false when the tape has ended. */
  chance(percent: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

export function readTape(tape: readonly number[]): Choices {
  let at = 0;
  return choicesFrom(() => {
    const value = tape[at] ?? 0;
    at += 1;
    return value;
  });
}

/** Choices that never end, the same for the same text. */
export function choicesOf(text: string): Choices {
  let state = 2166136261;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 16777619);
  return choicesFrom(() => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) & 0xffff;
  });
}

function choicesFrom(next: () => number): Choices {
  const below = (count: number): number => next() % count;
  return {
    below,
    chance: (percent) => below(100) >= 100 - percent,
    pick: (items) => items[below(items.length)] ?? items[0],
  };
}
