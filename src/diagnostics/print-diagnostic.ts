import { printCodeFrame } from './code-frame.ts';
import type { Diagnostic, Place } from './diagnostic.ts';
import { positionAt } from './source-text.ts';

/** A diagnostic as `check --format json` prints it; line and column from 1, of the first place. */
export interface PrintedDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly hint?: string;
}

/**
 * A diagnostic for people: where and which code, the sentence, the text with carets, further places, the hint.
 * No line break at the end.
 */
export function printDiagnostic(diagnostic: Diagnostic): string {
  const { code, severity, message, places, hint } = diagnostic;
  const [first, ...others] = places;
  const kind = severity === 'error' ? code : `${code} (${severity})`;
  const paragraphs = [`${first === undefined ? '' : `${printPosition(first)}  `}${kind}\n${message}`];
  if (first !== undefined) paragraphs.push(printCodeFrame(first));
  for (const place of others) paragraphs.push(`also at ${printPosition(place)}\n${printCodeFrame(place)}`);
  if (hint !== undefined) paragraphs.push(`hint: ${hint}`);
  return paragraphs.join('\n\n');
}

/** A diagnostic for programs. One without a place (nothing was written at all) has an empty file name and line 1. */
export function diagnosticToJson(diagnostic: Diagnostic): PrintedDiagnostic {
  const { code, message, places, hint } = diagnostic;
  const [first] = places;
  const position = first === undefined ? { line: 1, column: 1 } : positionAt(first.source, first.span.start);
  return { code, message, file: first?.source.name ?? '', ...position, ...(hint === undefined ? {} : { hint }) };
}

function printPosition(place: Place): string {
  const { line, column } = positionAt(place.source, place.span.start);
  return `${place.source.name}:${line}:${column}`;
}
