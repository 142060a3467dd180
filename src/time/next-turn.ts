/** Resolves when all that is ready now has been done: promises, ticks, and what they made ready. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
