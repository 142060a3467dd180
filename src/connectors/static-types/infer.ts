import { suggest } from '../../diagnostics/suggest.ts';
import type {
  ChainExpression,
  Expression,
  GroupExpression,
  Head,
  List,
  MethodStep,
  PathExpression,
  Selection,
} from '../../mapping/ast.ts';
import { memberType } from './member-type.ts';
import { METHOD_NAMES, RESULT_TYPES } from './method-types.ts';
import { addMember, addSpread, createObjectBuilder } from './object-builder.ts';
import {
  asElement,
  faultOf,
  has,
  listOf,
  MISSING,
  NULL,
  placedAt,
  type StaticType,
  UNKNOWN,
  unplaced,
  without,
} from './static-type.ts';

/** What an expression can see. */
export interface Environment {
  /** The values of the language's variables here; undefined for a name that is none of them. */
  readonly variable: (name: string) => StaticType | undefined;
  readonly variableNames: readonly string[];
  readonly dollar: StaticType;
  readonly at: StaticType;
  /** Names bound by `->as` before, with their dollar sign. */
  readonly locals: ReadonlyMap<string, StaticType>;
  /** From v0.3 on the results of methods are known; before, every one of them is unknown. */
  readonly typedMethods: boolean;
}

/**
 * The static type of a whole mapping text. Names that cannot mean anything are faults inside the type, at the place
 * whose value they would be: a method that does not hand its input on does not hand its faults on either.
 */
export function inferSelection(selection: Selection, environment: Environment): StaticType {
  const { body } = selection;
  return body.kind === 'Value' ? infer(body.value, environment) : inferList(body.list, environment);
}

function infer(expression: Expression | GroupExpression, environment: Environment): StaticType {
  return placedAt(inferUnplaced(expression, environment), expression.span);
}

function inferUnplaced(expression: Expression | GroupExpression, environment: Environment): StaticType {
  switch (expression.kind) {
    case 'Literal':
      return literalType(expression.value);
    case 'Array':
      return listOf(asElement(expression.elements.flatMap((element) => infer(element, environment))));
    case 'Object':
      return inferList(expression.list, environment);
    case 'Group':
      return inferList(expression.list, { ...environment, at: environment.dollar });
    case 'Chain':
      return chainType(expression, environment);
    case 'Path':
      return pathType(expression, environment);
  }
}

function literalType(value: string | number | bigint | boolean | null): StaticType {
  if (value === null) return NULL;
  const kind = typeof value;
  return [{ shape: { kind: kind === 'string' ? 'string' : kind === 'boolean' ? 'boolean' : 'number' } }];
}

/** Each operand gives way to the next one where it is null or missing (`?!`: missing only). */
function chainType(chain: ChainExpression, environment: Environment): StaticType {
  const passedOver = chain.operator === '??' ? (['null', 'missing'] as const) : (['missing'] as const);
  let result: StaticType = MISSING;
  for (const operand of chain.operands) {
    if (!has(result, 'unknown', 'fault', ...passedOver)) break;
    result = [...without(result, ...passedOver), ...infer(operand, environment)];
  }
  return result;
}

function pathType(path: PathExpression, environment: Environment): StaticType {
  let here = environment; // gathers what `->as` binds for the rest of the path
  let type = headType(path.head, environment);
  for (const step of path.steps) {
    switch (step.kind) {
      case 'Key':
        type = memberType(type, step.key);
        break;
      case 'Optional':
        type = type.flatMap((alternative) => (alternative.shape.kind === 'null' ? MISSING : [alternative]));
        break;
      case 'Method':
        if (step.name === 'as') ({ type, here } = bind(step, type, here));
        else type = methodType(step, type, here);
    }
  }
  return path.group === undefined ? type : groupType(path.group, type, here);
}

function headType(head: Head, environment: Environment): StaticType {
  switch (head.kind) {
    case 'Key':
      return memberType(placedFaults(environment.dollar, head), head.key);
    case 'Dollar':
      return placedFaults(environment.dollar, head);
    case 'At':
      return placedFaults(environment.at, head);
    case 'Variable':
      return variableType(head, environment);
    case 'Parenthesised':
    case 'Inline':
      return infer(head.value, environment);
  }
}

/** `$` of a request is a fault wherever it is read, so the fault is where it is read. */
function placedFaults(type: StaticType, head: Head): StaticType {
  return unplaced(type).map(({ shape }) =>
    shape.kind === 'fault' && shape.fault.span === NOWHERE
      ? { shape: { kind: 'fault', fault: { ...shape.fault, span: head.span } }, at: head.span }
      : { shape },
  );
}

/** The span of a fault that is not yet read anywhere. */
export const NOWHERE = { start: 0, end: 0 };

function variableType(head: Head & { readonly kind: 'Variable' }, environment: Environment): StaticType {
  const type = environment.locals.get(head.name) ?? environment.variable(head.name);
  if (type !== undefined) return unplaced(type);
  const known = [...environment.variableNames, ...environment.locals.keys()];
  const hint = suggest(head.name, known) ?? `Variables here: ${known.map((name) => `\`${name}\``).join(', ')}.`;
  return faultOf({ message: `there is no variable \`${head.name}\``, hint, span: head.span });
}

function methodType(step: MethodStep, input: StaticType, environment: Environment): StaticType {
  const resultType = RESULT_TYPES.get(step.name);
  if (resultType === undefined) return faultOf(unknownMethod(step));
  if (!environment.typedMethods) return UNKNOWN;
  return resultType({
    input,
    args: step.args ?? [],
    infer: (argument, at) => infer(argument, { ...environment, at }),
  });
}

function unknownMethod(step: MethodStep) {
  const hint = suggest(step.name, METHOD_NAMES);
  const message = `there is no method \`->${step.name}\``;
  return { message, span: step.nameSpan, ...(hint === undefined ? {} : { hint: hint.replace('`', '`->') }) };
}

/** `->as($name)` and `->as($name, expression)`: the value flows on, the name is known to the rest of the path. */
function bind(step: MethodStep, input: StaticType, environment: Environment) {
  const [name, expression] = step.args ?? [];
  const isName = name?.kind === 'Path' && name.head.kind === 'Variable' && name.steps.length === 0 && !name.group;
  if (!isName || name.head.kind !== 'Variable') {
    const message = '`->as` needs a name to bind, a bare `$name`';
    const type = environment.typedMethods ? faultOf({ message, span: name?.span ?? step.span }) : UNKNOWN;
    return { type, here: environment };
  }
  const bound = expression === undefined ? input : infer(expression, { ...environment, at: input });
  const known = environment.typedMethods ? bound : UNKNOWN;
  return {
    type: environment.typedMethods ? input : UNKNOWN,
    here: { ...environment, locals: new Map(environment.locals).set(name.head.name, known) },
  };
}

/** A group builds an object from what stands before it, from each element of a list; a null before it is ignored. */
function groupType(group: List, type: StaticType, environment: Environment): StaticType {
  const result: StaticType[number][] = [];
  const objects: StaticType[number][] = [];
  for (const alternative of type) {
    switch (alternative.shape.kind) {
      case 'list':
        result.push(...listOf(groupType(group, alternative.shape.element, environment)));
        break;
      case 'missing':
      case 'fault':
        result.push(alternative);
        break;
      default:
        objects.push(alternative);
    }
  }
  if (objects.length > 0) {
    const dollar = without(objects, 'null');
    result.push(...inferList(group, { ...environment, dollar, at: dollar }));
  }
  return result;
}

function inferList(list: List, environment: Environment): StaticType {
  const [only] = list.items;
  if (list.items.length === 1 && only?.kind === 'Anonymous') return infer(only.value, environment);
  const builder = createObjectBuilder();
  for (const item of list.items) {
    if (item.kind === 'Field') addMember(builder, item.key.name, infer(item.value, environment));
    else if (item.kind === 'Alias') addMember(builder, item.name.name, infer(item.value, environment));
    else addSpread(builder, infer(item.value, environment));
  }
  return placedAt(builder.build(), list.span);
}
