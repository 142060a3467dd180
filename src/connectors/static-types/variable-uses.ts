import type { Span } from '../../diagnostics/source-text.ts';
import type {
  Expression,
  GroupExpression,
  Key,
  List,
  MethodStep,
  PathExpression,
  Selection,
} from '../../mapping/ast.ts';

/** A place where a mapping reads a variable that it did not bind itself. */
export interface VariableUse {
  /** With the dollar sign. */
  readonly name: string;
  readonly nameSpan: Span;
  /** The variable with all its steps. */
  readonly span: Span;
  /** The members that it reads below the variable, up to the first method. */
  readonly members: readonly MemberUse[];
}

export interface MemberUse {
  readonly key: Key;
  readonly below: readonly MemberUse[];
}

/** All uses of variables in a mapping, in text order; names bound by `->as` are left out where they are bound. */
export function variableUses(selection: Selection): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  const { body } = selection;
  if (body.kind === 'Value') visit(body.value, NO_NAMES, uses);
  else visitList(body.list, NO_NAMES, uses);
  return uses;
}

type Names = ReadonlySet<string>;

const NO_NAMES: Names = new Set();

function visit(expression: Expression | GroupExpression, bound: Names, uses: VariableUse[]): void {
  switch (expression.kind) {
    case 'Literal':
      return;
    case 'Array':
      for (const element of expression.elements) visit(element, bound, uses);
      return;
    case 'Object':
    case 'Group':
      visitList(expression.list, bound, uses);
      return;
    case 'Chain':
      for (const operand of expression.operands) visit(operand, bound, uses);
      return;
    case 'Path':
      visitPath(expression, bound, uses);
  }
}

function visitList(list: List, bound: Names, uses: VariableUse[]): void {
  for (const item of list.items) visit(item.value, bound, uses);
}

function visitPath(path: PathExpression, boundBefore: Names, uses: VariableUse[]): void {
  const { head } = path;
  let bound = boundBefore;
  if (head.kind === 'Variable' && !bound.has(head.name)) uses.push(useOf(path, head.name, head.span));
  else if (head.kind === 'Parenthesised' || head.kind === 'Inline') visit(head.value, bound, uses);
  for (const step of path.steps) {
    if (step.kind !== 'Method') continue;
    const name = boundName(step);
    const args = name === undefined ? (step.args ?? []) : (step.args ?? []).slice(1);
    for (const argument of args) visit(argument, bound, uses);
    if (name !== undefined) bound = new Set(bound).add(name);
  }
  if (path.group !== undefined) visitList(path.group, bound, uses);
}

/** The name that `->as($name)` binds; steps behind the name are a fault, but it is bound all the same. */
export function boundName(step: MethodStep): string | undefined {
  const name = step.name === 'as' ? step.args?.[0] : undefined;
  return name?.kind === 'Path' && name.head.kind === 'Variable' ? name.head.name : undefined;
}

function useOf(path: PathExpression, name: string, nameSpan: Span): VariableUse {
  const keys: Key[] = [];
  for (const step of path.steps) {
    if (step.kind === 'Key') keys.push(step.key);
    if (step.kind === 'Method') return { name, nameSpan, span: spanOf(path, nameSpan), members: nested(keys, []) };
  }
  const below = path.group === undefined ? [] : membersOfList(path.group);
  return { name, nameSpan, span: spanOf(path, nameSpan), members: nested(keys, below) };
}

function spanOf(path: PathExpression, nameSpan: Span): Span {
  return { start: nameSpan.start, end: path.steps.at(-1)?.span.end ?? nameSpan.end };
}

function nested(keys: readonly Key[], below: readonly MemberUse[]): readonly MemberUse[] {
  const [key, ...rest] = keys;
  return key === undefined ? below : [{ key, below: nested(rest, below) }];
}

/** The members that the items of a group read from the value before it. */
function membersOfList(list: List): readonly MemberUse[] {
  return list.items.flatMap((item) => membersOf(item.value));
}

function membersOf(expression: Expression | GroupExpression): readonly MemberUse[] {
  if (expression.kind === 'Group' || expression.kind === 'Object') return membersOfList(expression.list);
  if (expression.kind !== 'Path') return [];
  const { head } = expression;
  if (head.kind !== 'Key' && head.kind !== 'Dollar') return [];
  const keys = head.kind === 'Key' ? [head.key] : [];
  for (const step of expression.steps) {
    if (step.kind === 'Key') keys.push(step.key);
    if (step.kind === 'Method') return nested(keys, []);
  }
  return nested(keys, expression.group === undefined ? [] : membersOfList(expression.group));
}
