import { isFaithful } from './is-faithful.ts';
import type { Json } from './json.ts';
import { failed, type Outcome, success } from './outcome.ts';
import { readExactly } from './read-exactly.ts';
import { scanJson } from './scan-json.ts';

/** Deeper documents are refused, so that whoever walks a value may simply recurse. */
export const MAX_JSON_DEPTH = 512;

export interface JsonFault {
  /** A clause without the document's own text, as in "the body …": `is not valid JSON`. */
  readonly message: string;
}

/**
 * Reads a JSON document (RFC 8259), tolerating a byte order mark.
 *
 * Integers keep all their digits, members their order, and `__proto__` is an ordinary member. The engine's own
 * parser does the work; only documents with integers of 16 digits or more, enormous exponents or integer-like
 * member names are read a second time, exactly. Pure.
 */
export function parseJson(text: string): Outcome<Json, JsonFault> {
  const document = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let value: Json;
  try {
    value = JSON.parse(document);
  } catch (error) {
    return failed({ message: `is not valid JSON${placeOf(error)}` });
  }
  if (isFaithful(value, MAX_JSON_DEPTH)) return success(value);
  const scan = scanJson(document);
  if (scan.depth > MAX_JSON_DEPTH) {
    return failed({ message: `is nested ${scan.depth} levels deep; at most ${MAX_JSON_DEPTH} are read` });
  }
  return scan.hasExtremeNumber || scan.hasIntegerKey ? readExactly(document) : success(value);
}

/** The engine quotes the document in its message, which may be confidential; only the place is passed on. */
function placeOf(error: unknown): string {
  const place = error instanceof Error ? /\(line \d+ column \d+\)/.exec(error.message) : null;
  return place === null ? '' : ` ${place[0]}`;
}
