/** Whoever wants to know that a signal aborts. */
export interface Watcher {
  aborted(): void;
}

/**
 * Calls the watcher once when the signal aborts; {@link unwatchSignal} takes it back. The signal must not have aborted yet.
 * One listener per signal, however many watch it: adding and removing a listener costs time in proportion to
 * those already there, and a dashboard's thousand calls share one signal.
 */
export function watchSignal(signal: AbortSignal, watcher: Watcher): void {
  let crowd = crowds.get(signal);
  if (crowd === undefined) {
    crowd = new Crowd();
    crowds.set(signal, crowd);
    signal.addEventListener('abort', crowd, { once: true });
  }
  crowd.watchers.add(watcher);
}

/** The last to leave removes the listener. */
export function unwatchSignal(signal: AbortSignal, watcher: Watcher): void {
  const crowd = crowds.get(signal);
  if (crowd === undefined || !crowd.watchers.delete(watcher) || crowd.watchers.size > 0) return;
  crowds.delete(signal);
  signal.removeEventListener('abort', crowd);
}

const crowds = new WeakMap<AbortSignal, Crowd>();

class Crowd {
  readonly watchers = new Set<Watcher>();

  handleEvent(): void {
    for (const watcher of this.watchers) {
      this.watchers.delete(watcher);
      watcher.aborted();
    }
  }
}
