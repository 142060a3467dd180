import type {
  Expression,
  GroupExpression,
  Head,
  Item,
  List,
  MethodStep,
  PathExpression,
  Selection,
} from '../../mapping/ast.ts';
import { isCatchAll } from '../static-types/method-types.ts';
import { boundName } from '../static-types/variable-uses.ts';
import { alternativesOf, memberOutputs, type Origin, type Output, type OutputMember } from './output.ts';

/** Where the values around an expression come from. */
interface Surroundings {
  readonly dollar: Origin;
  readonly at: Origin;
  readonly locals: ReadonlyMap<string, Origin>;
}

/** The output of a connector's selection. Up to v0.2 the result of every method is unknown, as in its static types. */
export function outputOf(selection: Selection): Output {
  const top: Surroundings = { dollar: 'response', at: 'response', locals: new Map() };
  const { body, dialect } = selection;
  const reader = createReader(dialect !== 'A');
  return body.kind === 'Value' ? reader.expression(body.value, top) : reader.list(body.list, top);
}

function createReader(methodsAreKnown: boolean) {
  function expression(value: Expression | GroupExpression, around: Surroundings): Output {
    switch (value.kind) {
      case 'Literal':
        return value.value === null ? { kind: 'nothing' } : { kind: 'leaf', origin: 'mapping' };
      case 'Array':
        return alternatives(value.elements.map((element) => expression(element, around)));
      case 'Object':
        return list(value.list, around);
      case 'Group':
        return list(value.list, { ...around, at: around.dollar });
      case 'Chain':
        return alternatives(value.operands.map((operand) => expression(operand, around)));
      case 'Path':
        return path(value, around);
    }
  }

  function list({ items }: List, around: Surroundings): Output {
    const [only] = items;
    if (items.length === 1 && only?.kind === 'Anonymous') return expression(only.value, around);
    return {
      kind: 'object',
      members: items.flatMap((item) => member(item, around)),
      spreads: items.flatMap((item) => (item.kind === 'Spread' ? [expression(item.value, around)] : [])),
    };
  }

  function member(item: Item, around: Surroundings): readonly OutputMember[] {
    if (item.kind !== 'Field' && item.kind !== 'Alias') return [];
    const name = item.kind === 'Field' ? item.key.name : item.name.name;
    const literal = name === '__typename' ? literalText(item.value) : undefined;
    const value = expression(item.value, around);
    return [{ name, item, span: item.span, value, ...(literal === undefined ? {} : { literal }) }];
  }

  function path(value: PathExpression, before: Surroundings): Output {
    let around = before;
    let output = head(value.head, around);
    for (const step of value.steps) {
      if (step.kind === 'Key') output = keyOf(output, step.key.name);
      if (step.kind !== 'Method') continue;
      const name = boundName(step);
      if (name !== undefined) around = bind(around, name, step.args?.[1], originOf(output));
      output = name === undefined ? method(step, output, around) : output;
    }
    if (value.group === undefined) return output;
    const origin = originOf(output);
    return list(value.group, { ...around, dollar: origin, at: origin });
  }

  function bind(around: Surroundings, name: string, value: Expression | undefined, input: Origin): Surroundings {
    const origin = value === undefined ? input : originOf(expression(value, { ...around, at: input }));
    return { ...around, locals: new Map(around.locals).set(name, origin) };
  }

  function head(value: Head, around: Surroundings): Output {
    switch (value.kind) {
      case 'Key':
      case 'Dollar':
        return { kind: 'unknown', origin: around.dollar };
      case 'At':
        return { kind: 'unknown', origin: around.at };
      case 'Variable':
        return { kind: 'unknown', origin: around.locals.get(value.name) ?? variableOrigin(value.name) };
      case 'Parenthesised':
      case 'Inline':
        return expression(value.value, around);
    }
  }

  function method(step: MethodStep, input: Output, around: Surroundings): Output {
    const origin = originOf(input);
    const unknown: Output = { kind: 'unknown', origin };
    const inside = { ...around, at: origin };
    const [argument] = step.args ?? [];
    if (!methodsAreKnown)
      return argument !== undefined && step.name === 'echo' ? originOnly(expression(argument, inside)) : unknown;
    switch (step.name) {
      case 'echo':
      case 'map':
        return argument === undefined ? { kind: 'nothing' } : expression(argument, inside);
      case 'match':
        return match(step.args ?? [], inside);
      case 'first':
      case 'last':
      case 'find':
      case 'filter':
      case 'slice':
        return input;
      default:
        return LEAF_METHODS.has(step.name) ? { kind: 'leaf', origin } : unknown;
    }
  }

  /** One alternative per pair, and nothing at all where no pair always fits. */
  function match(pairs: readonly Expression[], around: Surroundings): Output {
    const values: Output[] = [];
    let always = false;
    for (const pair of pairs) {
      if (pair.kind !== 'Array' || pair.elements.length !== 2) continue;
      const [candidate, value] = pair.elements;
      if (candidate === undefined || value === undefined) continue;
      values.push(expression(value, around));
      always ||= isCatchAll(candidate);
    }
    return alternatives(always ? values : [...values, { kind: 'nothing' }]);
  }

  return { expression, list };
}

/** Methods whose result is a string, number or boolean whatever they are given. */
const LEAF_METHODS: ReadonlySet<string> = new Set([
  ...['size', 'parseInt', 'add', 'sub', 'mul', 'div', 'mod'],
  ...['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'contains', 'and', 'or', 'not'],
  ...['toString', 'joinNotNull', 'jsonStringify'],
]);

/** What a variable holds was there before the call, except for what tells of the response. */
function variableOrigin(name: string): Origin {
  return name === '$response' || name === '$status' ? 'response' : 'variable';
}

function alternatives(of: readonly Output[]): Output {
  const [only] = of;
  if (only === undefined) return { kind: 'nothing' };
  return of.length === 1 ? only : { kind: 'alternatives', of };
}

/** A member read from what the mapping itself has built, or from something unknown. */
function keyOf(output: Output, name: string): Output {
  const found = alternativesOf(output).flatMap((alternative) =>
    alternative.kind === 'object' ? memberOutputs(alternative, name) : [],
  );
  return found.length > 0 ? alternatives(found) : { kind: 'unknown', origin: originOf(output) };
}

function originOnly(output: Output): Output {
  return { kind: 'unknown', origin: originOf(output) };
}

/** A variable if any part comes from one: that part is what cannot be matched with a response. */
function originOf(output: Output): Origin {
  switch (output.kind) {
    case 'unknown':
    case 'leaf':
      return output.origin;
    case 'nothing':
      return 'mapping';
    case 'object':
      return worst([...output.members.map(({ value }) => originOf(value)), ...output.spreads.map(originOf)]);
    case 'alternatives':
      return worst(output.of.map(originOf));
  }
}

function worst(origins: readonly Origin[]): Origin {
  if (origins.includes('variable')) return 'variable';
  return origins.includes('response') ? 'response' : 'mapping';
}

/** The text of a string literal, also in `$("…")`. */
function literalText(value: Expression | GroupExpression): string | undefined {
  if (value.kind === 'Literal') return typeof value.value === 'string' ? value.value : undefined;
  if (value.kind !== 'Path' || value.steps.length > 0 || value.group !== undefined) return undefined;
  return value.head.kind === 'Parenthesised' ? literalText(value.head.value) : undefined;
}
