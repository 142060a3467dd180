import type { Expression, GroupExpression, Head, Item, List, Selection, Step } from '../../src/mapping/ast.ts';

/**
 * A tree in a notation in which nothing is left to the reader: `list` or `value` first; bare keys begin with a
 * dot (`.a`, `."a b"`), so that `"a"` is a literal; `..` is an implicit spread, `...` an explicit one, `=` a path
 * without a name; `object(…)` and `group(…)` are the two meanings of braces.
 */
export function outline({ body }: Selection): string {
  return body.kind === 'Value' ? `value ${ofExpression(body.value)}` : `list ${ofItems(body.list)}`.trimEnd();
}

function ofItems(list: List): string {
  return list.items.map(ofItem).join(', ');
}

function ofItem(item: Item): string {
  switch (item.kind) {
    case 'Field':
      return ofExpression(item.value);
    case 'Alias':
      return `${item.name.quoted ? JSON.stringify(item.name.name) : item.name.name}: ${ofExpression(item.value)}`;
    case 'Spread':
      return `${item.explicit ? '...' : '..'}${ofExpression(item.value)}`;
    case 'Anonymous':
      return `=${ofExpression(item.value)}`;
  }
}

function ofExpression(expression: Expression | GroupExpression): string {
  switch (expression.kind) {
    case 'Literal':
      return typeof expression.value === 'bigint' ? `${expression.value}n` : JSON.stringify(expression.value);
    case 'Array':
      return `[${expression.elements.map(ofExpression).join(', ')}]`;
    case 'Object':
      return `object(${ofItems(expression.list)})`;
    case 'Group':
      return `group(${ofItems(expression.list)})`;
    case 'Chain':
      return `(${expression.operands.map(ofExpression).join(` ${expression.operator} `)})`;
    case 'Path': {
      const { head, steps, group } = expression;
      return `${ofHead(head)}${steps.map(ofStep).join('')}${group === undefined ? '' : `{${ofItems(group)}}`}`;
    }
  }
}

function ofHead(head: Head): string {
  switch (head.kind) {
    case 'Key':
      return `.${head.key.quoted ? JSON.stringify(head.key.name) : head.key.name}`;
    case 'Dollar':
      return '$';
    case 'At':
      return '@';
    case 'Variable':
      return head.name;
    case 'Parenthesised':
      return `$(${ofExpression(head.value)})`;
    case 'Inline':
      return `(${ofExpression(head.value)})`;
  }
}

function ofStep(step: Step): string {
  switch (step.kind) {
    case 'Key':
      return `.${step.key.quoted ? JSON.stringify(step.key.name) : step.key.name}`;
    case 'Method':
      return `->${step.name}${step.args === undefined ? '' : `(${step.args.map(ofExpression).join(', ')})`}`;
    case 'Optional':
      return '?';
  }
}
