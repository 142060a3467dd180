/** Whoever wants to know that a signal aborts. */
export interface Watcher {
  aborted(): void;
}

/** Those who watch one signal. */
export interface Watchers {
  /** The last to leave removes the listener. */
  leave(watcher: Watcher): void;
}

/**
 * Calls the watcher once when the signal aborts, unless it leaves those it is put among. The signal must not have aborted
 * yet. One listener per signal, however many watch it: adding and removing a listener costs time in proportion to
 * those already there, and a dashboard's thousand calls share one signal.
 */
export function watchSignal(signal: AbortSignal, watcher: Watcher): Watchers {
  let crowd = crowds.get(signal);
  if (crowd === undefined) {
    crowd = new Crowd(signal);
    crowds.set(signal, crowd);
  }
  crowd.watchers.add(watcher);
  return crowd;
}

const crowds = new WeakMap<AbortSignal, Crowd>();

class Crowd implements Watchers {
  readonly watchers = new Set<Watcher>();
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this, { once: true });
  }

  leave(watcher: Watcher): void {
    if (!this.watchers.delete(watcher) || this.watchers.size > 0) return;
    crowds.delete(this.#signal);
    this.#signal.removeEventListener('abort', this);
  }

  handleEvent(): void {
    for (const watcher of this.watchers) {
      this.watchers.delete(watcher);
      watcher.aborted();
    }
  }
}
