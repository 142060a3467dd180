import type { AliasItem, Body, GroupExpression, Item, Key, List, ObjectExpression, PathExpression } from './ast.ts';
import {
  type Cursor,
  expect,
  expectKey,
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
import { isNumberStart } from './parse-number.ts';
import { parsePath } from './parse-path.ts';

/** Dialects A (up to v0.2) and B (v0.3): groups hold blank-separated items, objects comma-separated members. */
export const SPLIT_GRAMMAR: Grammar = { group: parseGroup, object: parseObject, expression: parseExpression };

/** A whole text of dialect A or B. */
export function parseSplitText(cursor: Cursor): Body {
  const { start } = peek(cursor).span;
  const items = parseItems(cursor, true);
  expect(cursor, 'End', 'a key, a path, or the end of the text');
  return bodyOf({ items, span: spanFrom(cursor, start) });
}

/** A text that is one path without a name is its value; any other builds an object. */
export function bodyOf(list: List): Body {
  const [sole, ...others] = list.items;
  if (sole !== undefined && others.length === 0) {
    if (sole.kind === 'Anonymous') return { kind: 'Value', value: sole.value };
    if (sole.kind === 'Spread' && !sole.explicit) return { kind: 'Value', value: sole.value };
  }
  return { kind: 'List', list };
}

/** What a path without a name is among items: a single key names its member, a group is spread. */
export function itemOf(path: PathExpression): Item {
  const { head, steps, span } = path;
  const isSingleKey =
    head.kind === 'Key' && (steps.length === 0 || (steps.length === 1 && steps[0]?.kind === 'Optional'));
  if (isSingleKey) return { kind: 'Field', key: head.key, value: path, span };
  if (path.group !== undefined) return { kind: 'Spread', explicit: false, value: path, span };
  return { kind: 'Anonymous', value: path, span };
}

/** Refuses an item without a name where it is not alone. In dialect A only a whole text may be such an item. */
export function refuseNameless(cursor: Cursor, items: readonly Item[], isText: boolean): void {
  const nameless = items.find((item) => item.kind === 'Anonymous');
  if (nameless === undefined || (items.length === 1 && (isText || cursor.dialect !== 'A'))) return;
  const written = cursor.text.slice(nameless.span.start, nameless.span.end);
  const shown = written.length > 40 ? `${written.slice(0, 40)}…` : written;
  const at = cursor.dialect === 'A' ? nameless : items[0];
  const message = `\`${shown}\` has no name, so it cannot stand ${items.length > 1 ? 'beside other items' : 'in a group'}.`;
  refuse(cursor, message, `Give it a name: \`name: ${shown}\`.`, at?.span);
}

/** `{ items }` */
function parseGroup(cursor: Cursor): List {
  const { start } = take(cursor).span;
  const items = nested(cursor, () => parseItems(cursor, false));
  expect(cursor, '}', 'a key, a path, or the `}` that closes the group');
  return { items, span: spanFrom(cursor, start) };
}

function parseItems(cursor: Cursor, isText: boolean): readonly Item[] {
  const items: Item[] = [];
  while (!isAt(cursor, '}', 'End')) items.push(parseItem(cursor));
  refuseNameless(cursor, items, isText);
  return items;
}

function parseItem(cursor: Cursor): Item {
  if (isAt(cursor, '...')) refuse(cursor, 'Spreading with `...` needs v0.4.', 'Link connect v0.4 or later.');
  if (isAt(cursor, ',')) refuse(cursor, 'Items are separated by blanks; commas need v0.4.', 'Leave the comma out.');
  if (isAt(cursor, '??', '?!')) refuseOperator(cursor);
  const name = parseName(cursor);
  if (name === undefined) return itemOf(parsePath(cursor, 'a key or a path'));
  return { kind: 'Alias', name, value: parseAliased(cursor), span: spanFrom(cursor, name.span.start) };
}

/** `key:`, if that is what stands here. */
export function parseName(cursor: Cursor): Key | undefined {
  if (!isAt(cursor, 'Name', 'String') || peek(cursor, 1).kind !== ':') return undefined;
  const key = expectKey(cursor, 'a key');
  take(cursor);
  return key;
}

/** What follows `key:`; a quoted string there is a property. */
function parseAliased(cursor: Cursor): GroupExpression | PathExpression {
  if (isAt(cursor, '{')) {
    const list = parseGroup(cursor);
    return { kind: 'Group', list, span: list.span };
  }
  if (isNumberStart(cursor) || isAt(cursor, '[')) {
    refuse(cursor, 'A bare literal behind a name needs v0.4.', 'Put it in parentheses: `name: $( … )`.');
  }
  return parsePath(cursor, 'a path or a group behind the colon');
}

function refuseOperator(cursor: Cursor): void {
  const operator = cursor.text.slice(peek(cursor).span.start, peek(cursor).span.end);
  if (cursor.dialect === 'A') refuse(cursor, `The operator \`${operator}\` needs v0.3.`, 'Link connect v0.3 or later.');
  else
    refuse(
      cursor,
      `The operator \`${operator}\` stands only in \`$( … )\` before v0.4.`,
      `Write \`name: $(a ${operator} b)\`.`,
    );
}

/** `{ key: expression, … }` */
function parseObject(cursor: Cursor): ObjectExpression {
  const { start } = take(cursor).span;
  const items = nested(cursor, () => parseMembers(cursor));
  if (isAt(cursor, 'Name', 'String'))
    refuseToken(cursor, 'a comma between the members', 'Only v0.4 separates members by blanks.');
  expect(cursor, '}', 'a comma or the `}` that closes the object');
  const span = spanFrom(cursor, start);
  return { kind: 'Object', list: { items, span }, span };
}

function parseMembers(cursor: Cursor): readonly AliasItem[] {
  const members: AliasItem[] = [];
  while (!isAt(cursor, '}', 'End')) {
    if (isAt(cursor, '...')) refuse(cursor, 'Spreading with `...` needs v0.4.', 'Link connect v0.4 or later.');
    const name = expectKey(cursor, 'the name of a member');
    expect(
      cursor,
      ':',
      'a colon behind the name of the member',
      `Only v0.4 takes the name alone; write \`${name.name}: $.${name.name}\`.`,
    );
    members.push({ kind: 'Alias', name, value: parseExpression(cursor), span: spanFrom(cursor, name.span.start) });
    if (takeIf(cursor, ',') === undefined) break;
  }
  return members;
}
