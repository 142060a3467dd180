import type { Body, Expression, Item, List, ObjectExpression } from './ast.ts';
import {
  type Cursor,
  expect,
  type Grammar,
  isAt,
  nested,
  peek,
  refuse,
  refuseToken,
  spanFrom,
  take,
  takeIf,
} from './cursor.ts';
import { parseExpression } from './parse-expression.ts';
import { bodyOf, itemOf, parseName, refuseNameless } from './parse-list.ts';
import { parsePath } from './parse-path.ts';

/** Dialect C (v0.4): groups and objects are one construct, with commas or with blanks between the items. */
export const UNIFIED_GRAMMAR: Grammar = { group: parseBraces, object: parseObject, expression: parseExpression };

/**
 * A whole text of dialect C: an expression if it can be read as one, otherwise a list. What begins like both
 * is told apart only at its end (`"a"->size`, `"a" b`), so both are tried; the one that gets further tells the fault.
 */
export function parseUnifiedText(cursor: Cursor): Body {
  const asExpression = parseWhole(cursor);
  if (asExpression !== undefined && cursor.fault === undefined) return bodyOfExpression(asExpression);
  const { fault, faultAt } = cursor;
  Object.assign(cursor, { at: 0, nesting: 0, fault: undefined });
  const asList = parseBareList(cursor);
  if (cursor.fault !== undefined && fault !== undefined && faultAt > cursor.faultAt) cursor.fault = fault;
  return bodyOf(asList);
}

/** The text as one expression, unless it begins as only a list does. */
function parseWhole(cursor: Cursor): Expression | undefined {
  if (isAt(cursor, 'End', '...') || peek(cursor, 1).kind === ':') return undefined;
  const expression = parseExpression(cursor);
  expect(cursor, 'End', 'the end of the text', 'Beside other items a value needs a name: `name: a ?? b`.');
  return expression;
}

/** Braces around a text mean what they hold; a lone key is an item. */
function bodyOfExpression(expression: Expression): Body {
  if (expression.kind === 'Object') return bodyOf(expression.list);
  if (expression.kind !== 'Path') return { kind: 'Value', value: expression };
  return bodyOf({ items: [itemOf(expression)], span: expression.span });
}

function parseBareList(cursor: Cursor): List {
  const { start } = peek(cursor).span;
  const items = parseItems(cursor);
  expect(cursor, 'End', 'a key, a path, or the end of the text');
  return { items, span: { start, end: items.at(-1)?.span.end ?? start } }; // a last comma belongs to no item
}

function parseObject(cursor: Cursor): ObjectExpression {
  const list = parseBraces(cursor);
  return { kind: 'Object', list, span: list.span };
}

/** `{ items }` */
function parseBraces(cursor: Cursor): List {
  const { start } = take(cursor).span;
  const items = nested(cursor, () => parseItems(cursor));
  expect(cursor, '}', 'a key, a path, or the `}` that closes the braces');
  return { items, span: spanFrom(cursor, start) };
}

/** Items in one style: what follows the first of them decides which. */
function parseItems(cursor: Cursor): readonly Item[] {
  const items: Item[] = [];
  while (!isAt(cursor, '}', 'End')) {
    items.push(parseItem(cursor));
    if (items.length === 1 && isAt(cursor, ',')) return parseCommaStyle(cursor, items);
    if (isAt(cursor, ',')) {
      refuse(
        cursor,
        'This list separates its items by blanks, so no comma can stand here.',
        'Use one style in the whole list.',
      );
    }
  }
  refuseNameless(cursor, items, true);
  return items;
}

/** The rest of a list whose first item is followed by a comma. */
function parseCommaStyle(cursor: Cursor, items: Item[]): readonly Item[] {
  while (takeIf(cursor, ',') !== undefined && !isAt(cursor, '}', 'End')) items.push(parseItem(cursor));
  if (isItemStart(cursor)) {
    refuse(
      cursor,
      'This list separates its items by commas, and one is missing here.',
      'Use one style in the whole list.',
    );
  }
  refuseNameless(cursor, items, true);
  return items;
}

function parseItem(cursor: Cursor): Item {
  const { start } = peek(cursor).span;
  if (takeIf(cursor, '...') !== undefined) {
    return { kind: 'Spread', explicit: true, value: parseExpression(cursor), span: spanFrom(cursor, start) };
  }
  if (isAt(cursor, '??', '?!'))
    refuseToken(cursor, 'a key or a path', 'A value made by an operator needs a name: `name: a ?? b`.');
  const name = parseName(cursor);
  if (name === undefined) return itemOf(parsePath(cursor, 'a key or a path'));
  return { kind: 'Alias', name, value: parseExpression(cursor), span: spanFrom(cursor, start) };
}

function isItemStart(cursor: Cursor): boolean {
  return isAt(cursor, 'Name', 'String', 'Variable', '$', '$(', '@', '...');
}
