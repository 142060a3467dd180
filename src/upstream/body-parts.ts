/**
 * A body as it arrives. Small pieces are copied together: each one kept on its own would cost a hundred bytes beside
 * its content and hold on to the whole buffer that it was read into, so a body in chunks of one byte would be a bomb.
 */
export class BodyParts {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  /** The last part, while it has room. */
  #block: Uint8Array | undefined;
  #used = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    // Most bodies are one piece; that one is never copied.
    if (piece.length >= SMALL_BYTES || this.#parts.length === 0) {
      this.#closeBlock();
      this.#parts.push(piece);
      return;
    }
    if (this.#block === undefined || this.#used + piece.length > BLOCK_BYTES) this.#openBlock();
    this.#block?.set(piece, this.#used);
    this.#used += piece.length;
  }

  /** The whole body, and nothing is kept of it here. */
  take(): Uint8Array {
    this.#closeBlock();
    const parts = this.#parts;
    const [only] = parts;
    this.#parts = [];
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, this.#bytes);
  }

  #openBlock(): void {
    this.#closeBlock();
    this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#parts.push(this.#block);
  }

  #closeBlock(): void {
    if (this.#block !== undefined) this.#parts[this.#parts.length - 1] = this.#block.subarray(0, this.#used);
    this.#block = undefined;
    this.#used = 0;
  }
}

/** Worth keeping as it is. */
const SMALL_BYTES = 4 * 1024;

const BLOCK_BYTES = 64 * 1024;
