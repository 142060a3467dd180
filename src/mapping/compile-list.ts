import { isArray, isObject, type Json } from '../json/json.ts';
import type { List } from './ast.ts';
import { compileMembers } from './compile-members.ts';
import type { ApplyList, Compiler } from './compiler.ts';
import { extend, placeGroup, type Run } from './run.ts';

/** A group behind a path, or a whole text: applied to each element of an array, however deep arrays are nested. */
export function compileList(list: List, compiler: Compiler): ApplyList {
  const members = compileMembers(list, 'applied', compiler);
  const applyToOne: ApplyList = (value, run) => {
    const result = members(value, value, run) ?? null;
    return isObject(value) || !isEmpty(result) ? result : value;
  };
  const apply: ApplyList = (value, run) => {
    if (!isArray(value)) return applyToOne(value, run);
    return value.map((element, index) => apply(element, placeElement(run, index)));
  };
  return apply;
}

function placeElement(run: Run, index: number): Run {
  return run.trace === undefined ? run : placeGroup(run, extend(run.trace.dollar, index));
}

/** Whether nothing was produced: a group then leaves null and scalars as they are. */
export function isEmpty(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
