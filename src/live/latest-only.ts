/**
 * Between somebody who shows frames and a reader who may be slow: one frame at most waits, the latest. `write` answers
 * whether the reader is ready for another one at once; if not, `ready()` says so later.
 */
export class LatestOnly<Frame> {
  readonly #write: (frame: Frame) => boolean;
  #isBusy = false;
  #waiting: Frame | undefined;

  constructor(write: (frame: Frame) => boolean) {
    this.#write = write;
  }

  /** The reader has not yet taken what it was given. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  show(frame: Frame): void {
    if (this.#isBusy) this.#waiting = frame;
    else this.#isBusy = !this.#write(frame);
  }

  /** Writes what waits, though the reader is slow: it is the last. */
  flush(): void {
    const frame = this.#waiting;
    this.#waiting = undefined;
    if (frame !== undefined) this.#write(frame);
  }

  ready(): void {
    const frame = this.#waiting;
    this.#waiting = undefined;
    this.#isBusy = frame !== undefined && !this.#write(frame);
  }
}
