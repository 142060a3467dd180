import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { fault } from './fault.ts';
import { rememberSourceText } from './place.ts';

/** Parses one file of type definitions; its nodes know the file that they come from. Pure. */
export function parseSdl(text: SourceText): Outcome<DocumentNode, Diagnostic> {
  const source = new Source(text.text, text.name === '' ? '<inline>' : text.name);
  rememberSourceText(source, text);
  try {
    return success(parse(source));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const start = error.positions?.[0] ?? 0;
    const span = { start, end: Math.min(start + 1, text.text.length) };
    return failed(
      fault('GRAPH_QL_ERROR', `${error.message.replace(/\.$/, '')}.`, { source: text, span }, hintFor(text)),
    );
  }
}

function hintFor({ text }: SourceText): string | undefined {
  return /^(?:[\s,\uFEFF]|#[^\n\r]*)*$/.test(text)
    ? 'The file defines nothing: write a type, or leave it out.'
    : undefined;
}
