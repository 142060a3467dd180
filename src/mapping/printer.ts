import type {
  Body,
  Dialect,
  Expression,
  GroupExpression,
  Head,
  Item,
  Key,
  List,
  LiteralExpression,
  PathExpression,
  Selection,
  Step,
} from './ast.ts';

/** The text of a selection on one line; reading it in the same dialect gives the same tree, but for the spans. Pure. */
export function printSelection(selection: Selection): string {
  const { body, dialect } = selection;
  const text = body.kind === 'Value' ? printExpression(body.value, dialect) : printItems(body.list, dialect);
  return dialect === 'C' && wouldBeLiteral(body) ? `{ ${text} }` : text;
}

/** Whether a bare text of dialect C would begin with a literal where the tree has a property: `"a"`, `null?`, `"a".b`. */
function wouldBeLiteral(body: Body): boolean {
  const head = lonePath(body)?.head;
  return head?.kind === 'Key' && (head.key.quoted || ['true', 'false', 'null'].includes(head.key.name));
}

/** The path that is the whole text, but for a key with a group: no literal takes one. */
function lonePath(body: Body): PathExpression | undefined {
  if (body.kind === 'Value') return body.value.kind === 'Path' ? body.value : undefined;
  const [sole, ...others] = body.list.items;
  return others.length === 0 && sole?.kind === 'Field' && sole.value.group === undefined ? sole.value : undefined;
}

function printItems(list: List, dialect: Dialect): string {
  return list.items.map((item) => printItem(item, dialect)).join(' ');
}

function printItem(item: Item, dialect: Dialect): string {
  switch (item.kind) {
    case 'Field':
    case 'Anonymous':
      return printExpression(item.value, dialect);
    case 'Alias':
      return `${printKey(item.name)}: ${printExpression(item.value, dialect)}`;
    case 'Spread':
      return `${item.explicit ? '... ' : ''}${printExpression(item.value, dialect)}`;
  }
}

function printExpression(expression: Expression | GroupExpression, dialect: Dialect): string {
  switch (expression.kind) {
    case 'Literal':
      return printLiteral(expression.value);
    case 'Array':
      return `[${printAll(expression.elements, dialect)}]`;
    case 'Object':
      return dialect === 'C' ? printBraces(expression.list, dialect) : printMembers(expression.list, dialect);
    case 'Group':
      return printBraces(expression.list, dialect);
    case 'Chain':
      return expression.operands.map((operand) => printExpression(operand, dialect)).join(` ${expression.operator} `);
    case 'Path':
      return printPath(expression, dialect);
  }
}

function printAll(expressions: readonly Expression[], dialect: Dialect): string {
  return expressions.map((expression) => printExpression(expression, dialect)).join(', ');
}

function printBraces(list: List, dialect: Dialect): string {
  return list.items.length === 0 ? '{}' : `{ ${printItems(list, dialect)} }`;
}

/** An object of dialects A and B. */
function printMembers(list: List, dialect: Dialect): string {
  return list.items.length === 0 ? '{}' : `{ ${list.items.map((item) => printItem(item, dialect)).join(', ')} }`;
}

function printPath({ head, steps, group }: PathExpression, dialect: Dialect): string {
  const start = printHead(head, dialect);
  // Behind `1` a dot would be the number's own.
  const point = head.kind === 'Inline' && steps[0]?.kind === 'Key' && /^-?\d+$/.test(start) ? '.' : '';
  const tail = steps.map((step) => printStep(step, dialect)).join('');
  return `${start}${point}${tail}${group === undefined ? '' : ` ${printBraces(group, dialect)}`}`;
}

function printHead(head: Head, dialect: Dialect): string {
  switch (head.kind) {
    case 'Key':
      return printKey(head.key);
    case 'Dollar':
      return '$';
    case 'At':
      return '@';
    case 'Variable':
      return head.name;
    case 'Parenthesised':
      return `$(${printExpression(head.value, dialect)})`;
    case 'Inline':
      return printExpression(head.value, dialect);
  }
}

function printStep(step: Step, dialect: Dialect): string {
  switch (step.kind) {
    case 'Key':
      return `.${printKey(step.key)}`;
    case 'Method':
      return `->${step.name}${step.args === undefined ? '' : `(${printAll(step.args, dialect)})`}`;
    case 'Optional':
      return '?';
  }
}

function printKey({ name, quoted }: Key): string {
  return quoted ? printString(name) : name;
}

function printLiteral(value: LiteralExpression['value']): string {
  switch (typeof value) {
    case 'string':
      return printString(value);
    case 'number':
      return printNumber(value);
    default:
      return String(value);
  }
}

/** A line break is the only character with an escape of its own. */
function printString(value: string): string {
  return `"${value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** Without exponent; with a point where the bare digits would be read as an exact integer. */
function printNumber(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined)
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? `${mantissa}.0` : mantissa;
  const sign = value < 0 ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = Number(exponent);
  const digits = whole + fraction;
  return shift < 0 ? `${sign}0.${'0'.repeat(-shift - 1)}${digits}` : `${sign}${digits.padEnd(shift + 1, '0')}.0`;
}
