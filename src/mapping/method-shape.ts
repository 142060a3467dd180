import type { ArrayExpression, Expression, MethodStep } from './ast.ts';
import type { OutputShape } from './output-shape.ts';
import { eitherOf, LEAF, NOTHING, UNKNOWN } from './shape-algebra.ts';

/** The shape of a method's result; `shapeOf` tells that of an argument in its place. */
export function methodShape(
  { name, args = [] }: MethodStep,
  input: OutputShape,
  shapeOf: (argument: Expression) => OutputShape,
): OutputShape {
  if (HANDING_ON.has(name)) return input;
  if (SCALAR.has(name)) return LEAF;
  switch (name) {
    case 'echo':
    case 'map':
      return args[0] === undefined ? LEAF : shapeOf(args[0]);
    case 'match':
      return matchShape(args, shapeOf);
    case 'entries':
      return ENTRY;
    default:
      return UNKNOWN;
  }
}

/** Their result is their input, an element or a part of it. */
const HANDING_ON: ReadonlySet<string> = new Set(['as', 'first', 'last', 'filter', 'find', 'slice']);

const SCALAR: ReadonlySet<string> = new Set([
  ...['size', 'joinNotNull', 'jsonStringify', 'toString', 'parseInt', 'split', 'trim', 'trimStart', 'trimEnd'],
  ...['add', 'sub', 'mul', 'div', 'mod', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'contains', 'and', 'or', 'not'],
]);

const ENTRY: OutputShape = {
  kind: 'object',
  members: new Map([
    ['key', LEAF],
    ['value', UNKNOWN],
  ]),
  open: false,
};

/** One alternative per arm, and one that adds nothing where no arm takes what the others leave. */
function matchShape(args: readonly Expression[], shapeOf: (argument: Expression) => OutputShape): OutputShape {
  const arms = args.filter(isPair);
  const values = arms.flatMap(({ elements: [, value] }) => (value === undefined ? [] : [shapeOf(value)]));
  const shape = eitherOf(values);
  return shape === LEAF || arms.some(({ elements: [candidate] }) => isAnything(candidate))
    ? shape
    : eitherOf([shape, NOTHING]);
}

function isPair(argument: Expression): argument is ArrayExpression {
  return argument.kind === 'Array' && argument.elements.length === 2;
}

/** A bare `@` matches whatever it is compared with: itself. */
function isAnything(candidate: Expression | undefined): boolean {
  return candidate?.kind === 'Path' && candidate.head.kind === 'At' && candidate.steps.length === 0;
}
