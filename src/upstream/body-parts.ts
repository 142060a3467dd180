/**
 * A body as it arrives. Small pieces are copied together: each one kept on its own would cost a hundred bytes beside
 * its content and hold on to the whole buffer that it was read into, so a body in chunks of one byte would be a bomb.
 */
export class BodyParts {
  #bytes = 0;
  /** Most bodies are one piece; that one is never copied. */
  #first: Uint8Array | undefined;
  /** What follows it. */
  #others: Uint8Array[] | undefined;
  /** The last part, while it has room. */
  #block: Uint8Array | undefined;
  #used = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#first === undefined) this.#first = piece;
    else if (piece.length >= SMALL_BYTES) this.#closeBlock().push(piece);
    else this.#addSmall(piece);
  }

  /** The whole body, and nothing is kept of it here. */
  take(): Uint8Array {
    const first = this.#first ?? NOTHING;
    const whole = this.#others === undefined ? first : Buffer.concat([first, ...this.#closeBlock()], this.#bytes);
    this.#first = undefined;
    this.#others = undefined;
    return whole;
  }

  #addSmall(piece: Uint8Array): void {
    if (this.#block === undefined || this.#used + piece.length > BLOCK_BYTES) {
      const parts = this.#closeBlock();
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      parts.push(this.#block);
    }
    this.#block.set(piece, this.#used);
    this.#used += piece.length;
  }

  /** The parts after the first, the last one cut to what is in it. */
  #closeBlock(): Uint8Array[] {
    this.#others ??= [];
    if (this.#block !== undefined) this.#others[this.#others.length - 1] = this.#block.subarray(0, this.#used);
    this.#block = undefined;
    this.#used = 0;
    return this.#others;
  }
}

const NOTHING = Buffer.alloc(0);

/** Worth keeping as it is. */
const SMALL_BYTES = 4 * 1024;

const BLOCK_BYTES = 64 * 1024;
