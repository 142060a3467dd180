import type { Span } from '../../diagnostics/source-text.ts';
import type { Expression, GroupExpression, Item, List, PathExpression, Selection } from '../../mapping/ast.ts';
import { boundName } from '../static-types/variable-uses.ts';
import type { SelectionFinding } from './selection-finding.ts';

/**
 * The first item of a selection that reads what only a response has: its body, `$status` or `$response`.
 * For connectors that make no request. Connectors spec, "requestless connectors".
 */
export function findRequestData({ body, text }: Selection): SelectionFinding | undefined {
  const top: Surroundings = { bodyIsDollar: true, bodyIsAt: true, bound: new Set() };
  const span = body.kind === 'List' ? inList(body.list, top) : inExpression(body.value, body.value.span, top);
  if (span === undefined) return undefined;
  return {
    code: 'REQUESTLESS_SELECTION_USES_REQUEST_DATA',
    message: `\`${text.slice(span.start, span.end).trim()}\` reads a response, but this connector makes no request.`,
    hint: 'Use `$args`, `$this`, `$config`, `$context`, `$request`, `$env` or literals, or add `http`.',
    span,
  };
}

interface Surroundings {
  /** `$` (and with it a bare key) is the response body; likewise `@`. */
  readonly bodyIsDollar: boolean;
  readonly bodyIsAt: boolean;
  readonly bound: ReadonlySet<string>;
}

function inList({ items }: List, around: Surroundings): Span | undefined {
  return first(items, (item: Item) => inExpression(item.value, item.span, around));
}

/** The span of the innermost item that reads response data, `item` being the one around this expression. */
function inExpression(value: Expression | GroupExpression, item: Span, around: Surroundings): Span | undefined {
  switch (value.kind) {
    case 'Literal':
      return undefined;
    case 'Array':
      return first(value.elements, (element) => inExpression(element, item, around));
    case 'Chain':
      return first(value.operands, (operand) => inExpression(operand, item, around));
    case 'Object':
    case 'Group':
      return inList(value.list, around);
    case 'Path':
      return inPath(value, item, around);
  }
}

function inPath(path: PathExpression, item: Span, before: Surroundings): Span | undefined {
  const { head } = path;
  if (head.kind === 'Parenthesised' || head.kind === 'Inline') {
    const inside = inExpression(head.value, item, before);
    if (inside !== undefined) return inside;
  } else if (readsBody(path, before)) {
    return item;
  }
  let around = { ...before, bodyIsAt: false };
  for (const step of path.steps) {
    if (step.kind !== 'Method') continue;
    const name = boundName(step);
    const args = name === undefined ? (step.args ?? []) : (step.args ?? []).slice(1);
    const inside = first(args, (argument) => inExpression(argument, item, around));
    if (inside !== undefined) return inside;
    if (name !== undefined) around = { ...around, bound: new Set(around.bound).add(name) };
  }
  return path.group && inList(path.group, { ...around, bodyIsDollar: false });
}

function readsBody({ head }: PathExpression, around: Surroundings): boolean {
  switch (head.kind) {
    case 'Key':
    case 'Dollar':
      return around.bodyIsDollar;
    case 'At':
      return around.bodyIsAt;
    case 'Variable':
      return !around.bound.has(head.name) && (head.name === '$status' || head.name === '$response');
    default:
      return false;
  }
}

function first<T>(values: readonly T[], find: (value: T) => Span | undefined): Span | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
