/** A text that an author wrote, under the name by which people know it (a file path, or "<inline>"). */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in a source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionAt(source: SourceText, offset: number): Position {
  const before = source.text.slice(0, offset);
  let line = 1;
  let lineStart = 0;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: before.length - lineStart + 1 };
}
