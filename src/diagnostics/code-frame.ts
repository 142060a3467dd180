import type { Place } from './diagnostic.ts';
import { positionAt } from './source-text.ts';

/** Lines shown before and after the one that the caret points into. */
const CONTEXT_LINES = 1;
/** Longer lines are shown through a window around the caret. */
const MAX_WIDTH = 120;

/**
 * The author's text around a place, with line numbers and carets under the place; of a place that covers
 * several lines, the first is marked. No line break at the end.
 */
export function printCodeFrame(place: Place): string {
  const lines = place.source.text.split(/\r\n|\n|\r/);
  const { line, column } = positionAt(place.source, place.span.start);
  const marked = lines[line - 1] ?? '';
  const from = column - 1;
  const length = Math.max(1, Math.min(place.span.end - place.span.start, marked.length - from));
  const shift = Math.max(0, from + Math.min(length, MAX_WIDTH / 2) - MAX_WIDTH);

  const firstLine = Math.max(1, line - CONTEXT_LINES);
  const lastLine = Math.min(lines.length, line + CONTEXT_LINES);
  const gutter = String(lastLine).length;
  const frame: string[] = [];
  for (let number = firstLine; number <= lastLine; number++) {
    frame.push(row(String(number).padStart(gutter), visible(lines[number - 1] ?? '', shift)));
    if (number === line) {
      const carets = '^'.repeat(Math.min(length, MAX_WIDTH - (from - shift)));
      frame.push(row(' '.repeat(gutter), blank(visible(marked, shift).slice(0, from - shift)) + carets));
    }
  }
  return frame.join('\n');
}

function row(gutter: string, text: string): string {
  return `  ${gutter} | ${text}`.trimEnd();
}

function visible(line: string, shift: number): string {
  return line.slice(shift, shift + MAX_WIDTH);
}

/** As wide as the text: tabs stay tabs, so that the carets stand where the reader's terminal puts the text. */
function blank(text: string): string {
  return text.replaceAll(/[^\t]/g, ' ');
}
