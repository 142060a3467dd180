/** Whoever wants to know that a signal aborts, or a deadline passes. */
export interface Watcher {
  aborted(): void;
}

/** Those who watch the same. */
export interface Watchers {
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
    crowd = new ListeningCrowd(signal);
    crowds.set(signal, crowd);
  }
  crowd.join(watcher);
  return crowd;
}

/** Watchers who are told all at once. */
export class Crowd implements Watchers {
  readonly #watchers = new Set<Watcher>();

  get isEmpty(): boolean {
    return this.#watchers.size === 0;
  }

  join(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }

  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  /** Each once; whoever is told may take back a later one. */
  tell(): void {
    for (const watcher of this.#watchers) {
      this.#watchers.delete(watcher);
      watcher.aborted();
    }
  }
}

const crowds = new WeakMap<AbortSignal, ListeningCrowd>();

/** The last to leave removes the listener. */
class ListeningCrowd extends Crowd {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
    signal.addEventListener('abort', this, { once: true });
  }

  override leave(watcher: Watcher): void {
    super.leave(watcher);
    if (!this.isEmpty || crowds.get(this.#signal) !== this) return;
    crowds.delete(this.#signal);
    this.#signal.removeEventListener('abort', this);
  }

  handleEvent(): void {
    this.tell();
  }
}
