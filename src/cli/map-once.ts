import type { Writable } from 'node:stream';
import { printDiagnostic } from '../diagnostics/print-diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { parseJson } from '../json/parse-json.ts';
import { compileSelection } from '../mapping/compile.ts';
import { parseSelection } from '../mapping/parser.ts';
import type { Problem } from '../mapping/scope.ts';
import type { LineDefaults } from './map-line.ts';
import { printPretty } from './map-pretty.ts';

/** Where a command reads and writes; `process` is one. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Applies one mapping to the JSON on standard input: data to stdout, problems with their place to stderr. */
export async function mapOnce(text: string, { dialect, scope }: LineDefaults, streams: Streams): Promise<0 | 1> {
  const source: SourceText = { name: '<mapping>', text };
  const selection = parseSelection(text, dialect);
  if (!selection.ok) {
    const { message, hint, span } = selection.failure;
    const places = [{ source, span }];
    const fault = {
      code: 'INVALID_SELECTION',
      severity: 'error',
      message,
      places,
      ...(hint !== undefined && { hint }),
    } as const;
    streams.stderr.write(`${printDiagnostic(fault)}\n`);
    return 1;
  }
  const document = await readAll(streams.stdin);
  const input = document.trim() === '' ? ({ ok: true, value: null } as const) : parseJson(document);
  if (!input.ok) {
    streams.stderr.write(`Standard input ${input.failure.message}.\n`);
    return 1;
  }
  const { value, problems } = compileSelection(selection.value).trace(input.value, scope);
  if (value !== undefined) streams.stdout.write(`${printPretty(value)}\n`);
  if (value === undefined) streams.stderr.write('The mapping yields nothing.\n');
  for (const problem of problems) streams.stderr.write(`${describe(problem, source)}\n`);
  return 0;
}

function describe({ message, path, span }: Problem, source: SourceText): string {
  const at = path.length === 0 ? '' : ` (at ${path.join('.')})`;
  return printDiagnostic({ code: 'problem', severity: 'error', message: message + at, places: [{ source, span }] });
}

async function readAll(input: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of input) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
