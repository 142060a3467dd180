/** Equal work that is under way is done once: whoever asks meanwhile gets the same promise. */
export function shared(work, keyOf) {
  const inFlight = new Map();
  return (...given) => {
    const key = keyOf(...given);
    let promise = inFlight.get(key);
    if (promise === undefined) {
      promise = work(...given).finally(() => inFlight.delete(key));
      inFlight.set(key, promise);
    }
    return promise;
  };
}
