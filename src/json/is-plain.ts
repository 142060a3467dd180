/**
 * Whether `JSON.parse` certainly loses nothing of a text that it has accepted: no integer of sixteen digits, no enormous
 * exponent, no integer-like member name, not even within a string. Three looks that mostly skip cost half of one careful
 * walk over all characters; whoever fails here is walked over. Pure.
 */
export function isPlainJson(text: string): boolean {
  return !hasLongDigits(text) && !LARGE_EXPONENT.test(text) && !INTEGER_NAME.test(text);
}

const LARGE_EXPONENT = /\d[eE][+-]?\d{3}/;

const INTEGER_NAME = /"\d+"\s*:/;

/** Every integer of fifteen digits is exact in a double. */
const LONG = 16;

/** Sixteen digits in a row stand on every sixteenth character somewhere, so only those are looked at. */
function hasLongDigits(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (isDigit(text, at) && digitsAround(text, at) >= LONG) return true;
  }
  return false;
}

function digitsAround(text: string, at: number): number {
  let start = at;
  let end = at;
  while (isDigit(text, start - 1)) start -= 1;
  while (isDigit(text, end + 1)) end += 1;
  return end - start + 1;
}

/** False outside the text. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
