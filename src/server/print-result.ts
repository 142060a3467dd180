import { hash } from 'node:crypto';
import type { FormattedExecutionResult } from 'graphql';
import type { Json } from '../json/json.ts';
import { printJson } from '../json/print-json.ts';
import { type Coding, encode } from './coding.ts';

/** An answer in print. Whoever is given the same one shares its bytes, and each compressed form of them. */
export class Printed {
  readonly text: string;
  #bytes: Buffer | undefined;
  #digest: string | undefined;
  #isShared = false;
  #encoded: Map<Coding, Promise<Buffer>> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** A second asker comes: from now on the bytes are at hand. */
  share(): this {
    this.#isShared = true;
    return this;
  }

  /** What is sent: for one asker Node makes the bytes while it writes them. */
  get body(): string | Buffer {
    return this.#isShared ? this.bytes : this.text;
  }

  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text);
    return this.#bytes;
  }

  /** Equal for equal texts only. */
  get digest(): string {
    this.#digest ??= hash('sha256', this.text, 'base64url');
    return this.#digest;
  }

  encoded(coding: Coding): Promise<Buffer> {
    this.#encoded ??= new Map();
    const known = this.#encoded.get(coding);
    if (known !== undefined) return known;
    const made = encode(this.bytes, coding);
    this.#encoded.set(coding, made);
    return made;
  }
}

/**
 * Prints an answer: compact, with all digits of big integers, errors first. Equal operations in flight share their data, and
 * so its print.
 */
export function printResult({ data, errors, extensions }: FormattedExecutionResult): Printed {
  if (errors === undefined && extensions === undefined && data) {
    const known = recent.find((one) => one.data === data);
    return known?.printed.share() ?? keep(data, new Printed(printJson({ data } as Json)));
  }
  const members = { ...(errors && { errors }), ...(data !== undefined && { data }), ...(extensions && { extensions }) };
  return new Printed(printJson(members as unknown as Json));
}

interface Recent {
  data: object | undefined;
  printed: Printed;
}

/** Whoever waited for one answer is told in one go: few are remembered, and the collector never looks for keys of a WeakMap. */
const recent: readonly Recent[] = Array.from({ length: 4 }, () => ({ data: undefined, printed: new Printed('') }));
let next = 0;

function keep(data: object, printed: Printed): Printed {
  const place = recent[next];
  next = (next + 1) % recent.length;
  if (place !== undefined) Object.assign(place, { data, printed });
  return printed;
}
