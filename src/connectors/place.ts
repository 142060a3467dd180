import type { ASTNode, Location, Source } from 'graphql';
import type { Place } from '../diagnostics/diagnostic.ts';
import type { SourceText, Span } from '../diagnostics/source-text.ts';

const NOWHERE: Place = { source: { name: '<inline>', text: '' }, span: { start: 0, end: 0 } };
const SOURCE_TEXTS = new WeakMap<Source, SourceText>();

/** Where a node stands in the file that it was parsed from: from its first to its last token. */
export function placeOfNode(node: ASTNode): Place {
  const { loc } = node;
  return loc === undefined ? NOWHERE : { source: sourceTextOf(loc), span: { start: loc.start, end: loc.end } };
}

/** From the first token of one node to the last token of another one of the same file. */
export function placeFromTo(first: ASTNode, last: ASTNode): Place {
  const { source, span } = placeOfNode(first);
  return { source, span: { start: span.start, end: placeOfNode(last).span.end } };
}

/** A range of the file that a node comes from. */
export function placeInFile(node: ASTNode, span: Span): Place {
  return { source: placeOfNode(node).source, span };
}

/** The same object for the same file, so that places can be compared. */
function sourceTextOf({ source }: Location): SourceText {
  const known = SOURCE_TEXTS.get(source);
  if (known !== undefined) return known;
  const text = { name: source.name, text: source.body };
  SOURCE_TEXTS.set(source, text);
  return text;
}

/** Makes {@link placeOfNode} answer with this very object for nodes parsed from `source`. */
export function rememberSourceText(source: Source, text: SourceText): void {
  SOURCE_TEXTS.set(source, text);
}
