import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Dialect, Selection } from './ast.ts';
import { createCursor } from './cursor.ts';
import { parseSplitText, SPLIT_GRAMMAR } from './parse-list.ts';
import { parseUnifiedText, UNIFIED_GRAMMAR } from './parse-unified.ts';
import type { SyntaxFault } from './syntax-error.ts';

/**
 * Reads a mapping text in the dialect of its connect link, or tells the first token that fits nowhere.
 *
 * Unknown methods and variables parse; an empty text is an empty list. Connectors spec, mapping language. Never
 * throws, takes time linear in the text, and refuses brackets nested beyond a fixed depth. Pure.
 */
export function parseSelection(text: string, dialect: Dialect): Outcome<Selection, SyntaxFault> {
  const isUnified = dialect === 'C';
  const cursor = createCursor(text, dialect, isUnified ? UNIFIED_GRAMMAR : SPLIT_GRAMMAR);
  const body = isUnified ? parseUnifiedText(cursor) : parseSplitText(cursor);
  return cursor.fault === undefined ? success({ kind: 'Selection', dialect, text, body }) : failed(cursor.fault);
}
