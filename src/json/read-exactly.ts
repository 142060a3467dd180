import type { Json, JsonObject } from './json.ts';
import { objectOf } from './key-order.ts';
import { failed, type Outcome, success } from './outcome.ts';

/**
 * Reads a text that `JSON.parse` has accepted once more, keeping what that loses: digits of large integers and
 * the order of integer-like member names. Only a number beyond the range of a double makes it fail.
 */
export function readExactly(text: string): Outcome<Json, { readonly message: string }> {
  const reader: Reader = { text, at: 0, outOfRange: undefined };
  const value = readValue(reader);
  if (reader.outOfRange === undefined) return success(value);
  return failed({ message: `contains a number out of range (at position ${reader.outOfRange})` });
}

interface Reader {
  readonly text: string;
  at: number;
  /** Where the first number stands that no double can come near. */
  outOfRange: number | undefined;
}

function readValue(reader: Reader): Json {
  switch (skipSpace(reader)) {
    case '{':
      return readObject(reader);
    case '[':
      return readArray(reader);
    case '"':
      return readString(reader);
    case 't':
      reader.at += 4;
      return true;
    case 'f':
      reader.at += 5;
      return false;
    case 'n':
      reader.at += 4;
      return null;
    default:
      return readNumber(reader);
  }
}

function readObject(reader: Reader): JsonObject {
  const members: [string, Json][] = [];
  reader.at++;
  while (skipSpace(reader) !== '}') {
    if (reader.text[reader.at] === ',') {
      reader.at++;
      skipSpace(reader);
    }
    const name = readString(reader);
    skipSpace(reader);
    reader.at++; // the colon
    members.push([name, readValue(reader)]);
  }
  reader.at++;
  return objectOf(members);
}

function readArray(reader: Reader): readonly Json[] {
  const elements: Json[] = [];
  reader.at++;
  while (skipSpace(reader) !== ']') {
    if (reader.text[reader.at] === ',') reader.at++;
    elements.push(readValue(reader));
  }
  reader.at++;
  return elements;
}

function readString(reader: Reader): string {
  const start = reader.at;
  const end = closingQuote(reader.text, start);
  reader.at = end + 1;
  const raw = reader.text.slice(start + 1, end);
  return raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw;
}

function closingQuote(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** A quote is escaped when an odd number of backslashes stands before it. */
function isEscaped(text: string, quote: number): boolean {
  let start = quote;
  while (text[start - 1] === '\\') start--;
  return (quote - start) % 2 === 1;
}

const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;

function readNumber(reader: Reader): number | bigint {
  NUMBER.lastIndex = reader.at;
  const match = NUMBER.exec(reader.text);
  const [literal, fraction, exponent] = match ?? ['0'];
  const double = Number(literal);
  if (!Number.isFinite(double)) reader.outOfRange ??= reader.at;
  reader.at += literal.length;
  if (fraction !== undefined || exponent !== undefined || Number.isSafeInteger(double)) return double;
  return Number.isFinite(double) ? BigInt(literal) : double;
}

function skipSpace(reader: Reader): string | undefined {
  const { text } = reader;
  while (text.charCodeAt(reader.at) <= 32) reader.at++;
  return text[reader.at];
}
