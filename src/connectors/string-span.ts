import type { StringValueNode } from 'graphql';
import type { Place } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source-text.ts';
import { placeInFile } from './place.ts';

/** For each UTF-16 unit of a string's value, where its spelling begins and ends in the file. */
interface Spelling {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Where the text itself begins and ends: what an empty value or its end points to. */
  readonly contentStart: number;
  readonly contentEnd: number;
}

const SPELLINGS = new WeakMap<StringValueNode, Spelling>();

/**
 * The place in the file of a range of a string argument's value. Escapes count as long as they are written
 * (`\n` is two characters), and the indentation that a block string drops is skipped.
 * An empty range is a position; at the very end it is that of the closing quotes or of the last line's end.
 */
export function placeInString(node: StringValueNode, span: Span): Place {
  return placeInFile(node, spanInFile(node, span));
}

/** One character, where a text does not parse. */
export function characterInString(node: StringValueNode, offset: number): Place {
  const { start } = spanInFile(node, { start: offset, end: offset });
  const end = offset < node.value.length ? spanInFile(node, { start: offset, end: offset + 1 }).end : start + 1;
  return placeInFile(node, { start, end });
}

function spanInFile(node: StringValueNode, span: Span): Span {
  const { starts, ends, contentStart, contentEnd } = spellingOf(node);
  const start = starts[span.start] ?? ends.at(-1) ?? contentStart;
  if (span.end <= span.start) return { start, end: start };
  return { start, end: ends[span.end - 1] ?? contentEnd };
}

function spellingOf(node: StringValueNode): Spelling {
  const known = SPELLINGS.get(node);
  if (known !== undefined) return known;
  const spelling = node.block === true ? readBlock(node) : readQuoted(node);
  SPELLINGS.set(node, spelling);
  return spelling;
}

function readQuoted(node: StringValueNode): Spelling {
  const { text, contentStart, contentEnd } = contentOf(node, 1);
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = contentStart; at < contentEnd; ) {
    const { units, length } = text[at] === '\\' ? readEscape(text, at) : { units: 1, length: 1 };
    for (let unit = 0; unit < units; unit++) {
      starts.push(at);
      ends.push(at + length);
    }
    at += length;
  }
  return { starts, ends, contentStart, contentEnd };
}

/** How long an escape is written, and how many UTF-16 units it stands for. GraphQL spec, "String Value". */
function readEscape(text: string, at: number): { units: number; length: number } {
  if (text[at + 1] !== 'u') return { units: 1, length: 2 };
  if (text[at + 2] !== '{') return { units: 1, length: 6 };
  const close = text.indexOf('}', at);
  const point = Number.parseInt(text.slice(at + 3, close), 16);
  return { units: point > 0xffff ? 2 : 1, length: close + 1 - at };
}

/** One line of a block string before its common indentation is taken away. */
interface BlockLine {
  readonly text: string;
  /** Per unit of `text`; three quotes written `\"""` begin where the backslash is. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Where the line break is written. */
  readonly breakStart: number;
  readonly breakEnd: number;
}

/** GraphQL spec, "BlockStringValue": common indentation and blank lines at both ends are not part of the value. */
function readBlock(node: StringValueNode): Spelling {
  const { text, contentStart, contentEnd } = contentOf(node, 3);
  const lines = splitBlock(text, contentStart, contentEnd);
  const indent = commonIndent(lines);
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  const starts: number[] = [];
  const ends: number[] = [];
  for (let number = first; first !== -1 && number <= last; number++) {
    const line = lines[number];
    if (line === undefined) break;
    const dropped = number === 0 ? 0 : indent;
    starts.push(...line.starts.slice(dropped));
    ends.push(...line.ends.slice(dropped));
    if (number < last) {
      starts.push(line.breakStart);
      ends.push(line.breakEnd);
    }
  }
  return { starts, ends, contentStart, contentEnd };
}

function splitBlock(text: string, from: number, to: number): readonly BlockLine[] {
  const lines: BlockLine[] = [];
  let line = { text: '', starts: [] as number[], ends: [] as number[] };
  for (let at = from; at < to; ) {
    if (text.startsWith('\\"""', at)) {
      line.text += '"""';
      line.starts.push(at, at + 2, at + 3);
      line.ends.push(at + 2, at + 3, at + 4);
      at += 4;
    } else if (text[at] === '\n' || text[at] === '\r') {
      const breakEnd = text.startsWith('\r\n', at) ? at + 2 : at + 1;
      lines.push({ ...line, breakStart: at, breakEnd });
      line = { text: '', starts: [], ends: [] };
      at = breakEnd;
    } else {
      line.text += text[at];
      line.starts.push(at);
      line.ends.push(at + 1);
      at += 1;
    }
  }
  lines.push({ ...line, breakStart: to, breakEnd: to });
  return lines;
}

function commonIndent(lines: readonly BlockLine[]): number {
  const indents = lines
    .slice(1)
    .filter((line) => !isBlank(line))
    .map((line) => line.text.search(/[^ \t]/));
  return indents.length === 0 ? 0 : Math.min(...indents);
}

function isBlank(line: BlockLine): boolean {
  return /^[ \t]*$/.test(line.text);
}

/** The file, and the range between the quotes of a string. */
function contentOf(node: StringValueNode, quotes: number): { text: string; contentStart: number; contentEnd: number } {
  const { loc } = node;
  if (loc === undefined) return { text: '', contentStart: 0, contentEnd: 0 };
  return { text: loc.source.body, contentStart: loc.start + quotes, contentEnd: loc.end - quotes };
}
