import type { Expression } from '../../mapping/ast.ts';
import {
  type Alternative,
  asElement,
  BOOLEAN,
  elementOf,
  listOf,
  MISSING,
  NUMBER,
  objectOf,
  STRING,
  type StaticType,
  UNKNOWN,
} from './static-type.ts';

/** A method call as inference meets it. `infer` gives the type of an argument whose `@` is `at`. */
export interface MethodCall {
  readonly input: StaticType;
  readonly args: readonly Expression[];
  readonly infer: (argument: Expression, at: StaticType) => StaticType;
}

/** What is known of a method's result. */
export type ResultType = (call: MethodCall) => StaticType;

/**
 * The result types of all public methods but `as`, which binds a name and is inference's own business.
 * A method that is not here does not exist. Connectors spec, "static types of expressions".
 */
export const RESULT_TYPES: ReadonlyMap<string, ResultType> = new Map<string, ResultType>([
  ['echo', ({ input, args, infer }) => (args[0] === undefined ? MISSING : infer(args[0], input))],
  ['match', matchType],
  ['map', mapType],
  ['filter', ({ input }) => listOf(elementOf(input))],
  ['find', elementOrMissing],
  ['first', elementOrMissing],
  ['last', elementOrMissing],
  ['slice', ({ input }) => input.flatMap(slicedType)],
  ['entries', ({ input }) => listOf([...ENTRY, ...input.filter(({ shape }) => shape.kind === 'fault')])],
  ...each(['size', 'parseInt', 'add', 'sub', 'mul', 'div', 'mod'], NUMBER),
  ...each(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'contains', 'and', 'or', 'not'], BOOLEAN),
  ...each(['toString', 'joinNotNull', 'jsonStringify'], STRING),
  ...each(['get', 'jsonParse', 'split', 'trim', 'trimStart', 'trimEnd'], UNKNOWN),
  ...each(['keysToCamelCase', 'keysToCamelCaseDeep'], UNKNOWN),
]);

/** The names of all methods, `as` included. */
export const METHOD_NAMES: readonly string[] = ['as', ...RESULT_TYPES.keys()];

const ENTRY = objectOf(
  'an entry',
  new Map([
    ['key', STRING],
    ['value', UNKNOWN],
  ]),
);

function each(names: readonly string[], type: StaticType): readonly (readonly [string, ResultType])[] {
  return names.map((name) => [name, () => type]);
}

function elementOrMissing({ input }: MethodCall): StaticType {
  return [...elementOf(input), ...MISSING];
}

function mapType({ input, args, infer }: MethodCall): StaticType {
  return args[0] === undefined ? MISSING : listOf(asElement(infer(args[0], elementOf(input))));
}

/** Strings and lists stay what they are; what is known to be something else has no part of it. */
function slicedType(alternative: Alternative): StaticType {
  switch (alternative.shape.kind) {
    case 'string':
    case 'list':
    case 'unknown':
    case 'fault':
      return [alternative];
    default:
      return MISSING;
  }
}

/** The values of all pairs, and missing unless a candidate is `@`. */
function matchType({ input, args, infer }: MethodCall): StaticType {
  const values: Alternative[] = [];
  let always = false;
  for (const pair of args) {
    if (pair.kind !== 'Array' || pair.elements.length !== 2) continue;
    const [candidate, value] = pair.elements;
    if (candidate === undefined || value === undefined) continue;
    values.push(...infer(value, input));
    always ||= isCatchAll(candidate);
  }
  return always ? values : [...values, ...MISSING];
}

/** A bare `@`, which matches whatever comes. */
export function isCatchAll(candidate: Expression): boolean {
  return (
    candidate.kind === 'Path' &&
    candidate.head.kind === 'At' &&
    candidate.steps.length === 0 &&
    candidate.group === undefined
  );
}
