import type { Expression, GroupExpression, List, PathExpression, Selection } from '../../mapping/ast.ts';

/** Calls `visit` with every path of a mapping in text order, those in arguments and groups included. */
export function visitPaths({ body }: Selection, visit: (path: PathExpression) => void): void {
  if (body.kind === 'List') visitList(body.list, visit);
  else visitExpression(body.value, visit);
}

function visitList({ items }: List, visit: (path: PathExpression) => void): void {
  for (const item of items) visitExpression(item.value, visit);
}

function visitExpression(value: Expression | GroupExpression, visit: (path: PathExpression) => void): void {
  switch (value.kind) {
    case 'Literal':
      return;
    case 'Array':
      for (const element of value.elements) visitExpression(element, visit);
      return;
    case 'Chain':
      for (const operand of value.operands) visitExpression(operand, visit);
      return;
    case 'Object':
    case 'Group':
      visitList(value.list, visit);
      return;
    case 'Path':
      visitPath(value, visit);
  }
}

function visitPath(path: PathExpression, visit: (path: PathExpression) => void): void {
  visit(path);
  if (path.head.kind === 'Parenthesised' || path.head.kind === 'Inline') visitExpression(path.head.value, visit);
  for (const step of path.steps) {
    if (step.kind !== 'Method') continue;
    for (const argument of step.args ?? []) visitExpression(argument, visit);
  }
  if (path.group !== undefined) visitList(path.group, visit);
}
