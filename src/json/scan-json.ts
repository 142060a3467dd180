/** What `JSON.parse` would lose or what would endanger us, found in one pass over a text that is valid JSON. */
export interface JsonScan {
  /** How many arrays and objects are open at once, at most. */
  readonly depth: number;
  /** An integer that a double may not hold, or a number that may be infinite. */
  readonly hasExtremeNumber: boolean;
  /** A member name like "10", which JavaScript objects do not keep in its place. */
  readonly hasIntegerKey: boolean;
}

const QUOTE = 34;
const BACKSLASH = 92;
/** Every integer of 15 digits is exact in a double. */
const EXACT_DIGITS = 15;

/** Scans a text that `JSON.parse` has accepted. */
export function scanJson(text: string): JsonScan {
  let depth = 0;
  let deepest = 0;
  let hasExtremeNumber = false;
  let hasIntegerKey = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (!hasIntegerKey && isDigit(text.charCodeAt(at + 1))) hasIntegerKey = isIntegerKey(text, at + 1, end);
      at = end;
    } else if (code === 123 || code === 91) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (code === 125 || code === 93) {
      depth--;
    } else if (isDigit(code)) {
      const end = endOfDigits(text, at);
      if (end - at > EXACT_DIGITS) hasExtremeNumber = true;
      at = text.charCodeAt(end) === 46 ? endOfDigits(text, end + 1) : end;
      const next = text.charCodeAt(at);
      if (next === 101 || next === 69) hasExtremeNumber ||= endOfDigits(text, at + 2) - at > 3;
      at--;
    }
  }
  return { depth: deepest, hasExtremeNumber, hasIntegerKey };
}

/** The position of the closing quote of the string that opens at `open`. */
export function endOfString(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

/** The position behind the digits that start at `at`. */
export function endOfDigits(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** A quote is escaped when an odd number of backslashes stands before it. */
function isEscaped(text: string, quote: number): boolean {
  let start = quote;
  while (text.charCodeAt(start - 1) === BACKSLASH) start--;
  return (quote - start) % 2 === 1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether the string between `start` and `end` is all digits and names a member. */
function isIntegerKey(text: string, start: number, end: number): boolean {
  if (endOfDigits(text, start) !== end) return false;
  let at = end + 1;
  while (text.charCodeAt(at) <= 32) at++;
  return text.charCodeAt(at) === 58;
}
