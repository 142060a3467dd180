/** A half-open range of UTF-16 offsets. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the value at a path stands in a text that `JSON.parse` has accepted, its quotes or brackets included; of a
 * member that occurs twice, the last one, as `JSON.parse` takes it. Undefined when there is nothing. Pure.
 */
export function locateJson(text: string, path: readonly (string | number)[]): Range | undefined {
  const start = skipSpace(text, 0);
  const [step, ...rest] = path;
  if (step === undefined) return { start, end: endOfValue(text, start) };
  const found = text[start] === '{' ? memberAt(text, start, step) : elementAt(text, start, step);
  if (found === undefined) return undefined;
  const inner = locateJson(text.slice(found.start, found.end), rest);
  return inner && { start: found.start + inner.start, end: found.start + inner.end };
}

/**
 * The offset in a text of the character that stands at `index` in a string's value; `open` is the offset of the
 * string's opening quote. Pure.
 */
export function offsetInString(text: string, open: number, index: number): number {
  let at = open + 1;
  for (let left = index; left > 0 && text[at] !== '"'; left -= 1) at += escapeLength(text, at);
  return at;
}

function escapeLength(text: string, at: number): number {
  if (text[at] !== '\\') return 1;
  return text[at + 1] === 'u' ? 6 : 2;
}

function memberAt(text: string, open: number, name: string | number): Range | undefined {
  let found: Range | undefined;
  for (const { start, end } of partsOf(text, open)) {
    const nameEnd = endOfString(text, start);
    const valueStart = skipSpace(text, skipSpace(text, nameEnd) + 1);
    if (JSON.parse(text.slice(start, nameEnd)) === name) found = { start: valueStart, end };
  }
  return found;
}

function elementAt(text: string, open: number, index: string | number): Range | undefined {
  if (text[open] !== '[' || typeof index !== 'number') return undefined;
  let at = 0;
  for (const part of partsOf(text, open)) {
    if (at === index) return part;
    at += 1;
  }
  return undefined;
}

/** What stands between the commas of an array or object. */
function* partsOf(text: string, open: number): Generator<Range> {
  let at = skipSpace(text, open + 1);
  while (text[at] !== '}' && text[at] !== ']') {
    let end = endOfValue(text, at);
    const colon = skipSpace(text, end);
    if (text[colon] === ':') end = endOfValue(text, skipSpace(text, colon + 1));
    yield { start: at, end };
    const next = skipSpace(text, end);
    at = text[next] === ',' ? skipSpace(text, next + 1) : next;
  }
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[')
    return start + (/^[^\s,\]}:]*/.exec(text.slice(start, start + 1_000))?.[0].length ?? 0);
  let depth = 0;
  for (let at = start; ; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at) - 1;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth === 0 || sign === undefined) return at + 1;
  }
}

function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}
