import { isObject, type Json, kindOf, type MutableJsonObject, ownMember } from '../json/json.ts';
import { isIntegerLike, keysOf, objectOf } from '../json/key-order.ts';
import type { AliasItem, AnonymousItem, FieldItem, Item, List, SpreadItem } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { merge } from './merge.ts';
import { type Evaluate, placeGroup, type Run, report } from './run.ts';

/** `applied`: a group or text, whose `$` is the value it is applied to. `value`: an object among expressions. */
type Position = 'applied' | 'value';

type Named = FieldItem | AliasItem;

/** The object that the items of a list build from `$` and `@`; `null` if a null was spread, or a sole path's value. */
export function compileMembers(list: List, position: Position, compiler: Compiler): Evaluate {
  const [first] = list.items;
  if (first?.kind === 'Anonymous' && list.items.length === 1) return compileAnonymous(first, list, compiler);
  const items = position === 'value' && compiler.dialect !== 'C' ? withoutReplaced(list.items) : list.items;
  const named = items.filter(isNamed);
  if (named.length === items.length && areDistinct(named)) return compileDistinct(named, position, compiler);
  return compileMerging(items, list, position, compiler);
}

/** The usual case: every item has a name of its own, so each value goes straight to its place. */
function compileDistinct(items: readonly Named[], position: Position, compiler: Compiler): Evaluate {
  const members = items.map((item) => ({
    name: nameOf(item),
    key: plainKeyOf(item),
    evaluate: compileNamed(item, position, compiler),
  }));
  if (members.some(({ name }) => isIntegerLike(name) || name === '__proto__')) {
    return (dollar, at, run) => {
      const values = members.map(({ name, evaluate }) => [name, evaluate(dollar, at, run)] as const);
      return objectOf(values.filter((member): member is readonly [string, Json] => member[1] !== undefined));
    };
  }
  return (dollar, at, run) => {
    const object: MutableJsonObject = {};
    const source = run.trace === undefined && isObject(dollar) ? dollar : undefined;
    for (const { name, key, evaluate } of members) {
      // Most members of most mappings: read here, they cost one look instead of four calls.
      const value = source !== undefined && key !== undefined ? source[key] : evaluate(dollar, at, run);
      if (value !== undefined) object[name] = value;
    }
    return object;
  };
}

/** The key of an item that is nothing but a key, and one that no object inherits. */
function plainKeyOf({ value }: Named): string | undefined {
  if (value.kind !== 'Path' || value.head.kind !== 'Key') return undefined;
  const { name } = value.head.key;
  return value.steps.length > 0 || value.group !== undefined || name in Object.prototype ? undefined : name;
}

/** Names may repeat, and other objects may be spread in. */
function compileMerging(items: readonly Item[], list: List, position: Position, compiler: Compiler): Evaluate {
  const contributions = items.map((item) => compileContribution(item, list, position, compiler));
  return (dollar, at, run) => {
    let members: Members = new Map();
    for (const contribute of contributions) members = contribute(members, dollar, at, run);
    return members === null ? null : objectOf(members);
  };
}

/** The members gathered so far; `null` once a null was spread in, which nothing undoes. */
type Members = Map<string, Json> | null;

type Contribute = (members: Members, dollar: Json, at: Json, run: Run) => Members;

function compileContribution(item: Item, list: List, position: Position, compiler: Compiler): Contribute {
  if (isNamed(item)) {
    const name = nameOf(item);
    const evaluate = compileNamed(item, position, compiler);
    return (members, dollar, at, run) => {
      const value = evaluate(dollar, at, run);
      if (value !== undefined && members !== null) addMember(members, name, value, list, run);
      return members;
    };
  }
  const evaluate = compileSpread(item, compiler);
  return (members, dollar, at, run) => {
    const value = evaluate(dollar, at, run);
    if (value === null || members === null) return null;
    if (!isObject(value)) return members;
    for (const key of keysOf(value)) addMember(members, key, ownMember(value, key) ?? null, list, run);
    return members;
  };
}

function addMember(members: Map<string, Json>, name: string, value: Json, list: List, run: Run): void {
  const before = members.get(name);
  members.set(name, before === undefined ? value : merge(before, value, (...kinds) => reportLoss(run, list, ...kinds)));
}

function reportLoss(run: Run, list: List, replaced: string, by: string): void {
  const { trace } = run;
  if (trace !== undefined) report(trace, `Lossy merge replacing ${replaced} with ${by}`, trace.at, list.span);
}

function compileNamed(item: Named, position: Position, compiler: Compiler): Evaluate {
  const { value } = item;
  if (value.kind === 'Group') {
    const apply = compiler.list(value.list);
    return (dollar, _at, run) => apply(dollar, run.trace === undefined ? run : placeGroup(run, run.trace.dollar));
  }
  if (item.kind === 'Field' || position === 'value' || value.kind !== 'Object' || value.list.items.length === 0) {
    return compiler.expression(value);
  }
  // Dialect C writes a nested group as an object. Like a group, it leaves null and scalars as they are, and so do
  // the groups nested in it.
  const build = compileMembers(value.list, 'applied', compiler);
  return (dollar, at, run) => {
    const object = build(dollar, at, run);
    return isObject(dollar) || !isObject(object) || Object.keys(object).length > 0 ? object : dollar;
  };
}

function compileSpread(item: SpreadItem | AnonymousItem, compiler: Compiler): Evaluate {
  const evaluate = compiler.expression(item.value);
  return (dollar, at, run) => {
    const value = evaluate(dollar, at, run);
    const { trace } = run;
    if (trace !== undefined && value === undefined) {
      report(trace, 'Inlined path produced no value', trace.at, item.value.span);
    } else if (trace !== undefined && value !== undefined && value !== null && !isObject(value)) {
      report(trace, `Expected object or null, not ${kindOf(value)}`, trace.at, item.value.span);
    }
    return value;
  };
}

/** A sole path without a name takes the place of the object. */
function compileAnonymous(item: AnonymousItem, list: List, compiler: Compiler): Evaluate {
  const evaluate = compiler.expression(item.value);
  return (dollar, at, run) => {
    const value = evaluate(dollar, at, run);
    if (value === undefined) return {};
    if (value !== null && !isObject(value)) reportLoss(run, list, 'object', kindOf(value));
    return value;
  };
}

/** Object literals of dialects A and B: the last member of a name counts, at the place of the first. */
function withoutReplaced(items: readonly Item[]): readonly Item[] {
  const byName = new Map<string | Item, Item>();
  for (const item of items) byName.set(isNamed(item) ? nameOf(item) : item, item);
  return [...byName.values()];
}

function areDistinct(items: readonly Named[]): boolean {
  return new Set(items.map(nameOf)).size === items.length;
}

function isNamed(item: Item): item is Named {
  return item.kind === 'Field' || item.kind === 'Alias';
}

function nameOf(item: Named): string {
  return item.kind === 'Field' ? item.key.name : item.name.name;
}
