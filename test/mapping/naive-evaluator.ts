import { isArray, isObject, type Json, type JsonObject, kindOf } from '../../src/json/json.ts';
import { keysOf, objectOf } from '../../src/json/key-order.ts';
import type { Expression, Item, List, PathExpression, Selection, Step } from '../../src/mapping/ast.ts';
import type { Problem, Scope } from '../../src/mapping/scope.ts';
import { type Caller, callNaively } from './naive-methods.ts';

/**
 * The meaning of a mapping as plainly as it can be written: it walks the tree again for every value, passes
 * everything by hand and gathers problems as it goes. An oracle for the compiled evaluator, and nothing else.
 */
export function evaluateNaively(selection: Selection, input: Json, scope: Scope): Result {
  const problems: Problem[] = [];
  const place = { path: [], value: input };
  const env: Env = { dollar: place, at: place, variables: { ...scope }, dialect: selection.dialect, problems };
  const { body } = selection;
  const value = body.kind === 'Value' ? express(body.value, env) : applyList(body.list, place, env);
  return { value, problems: problems.filter((one, at) => problems.findIndex((other) => isSame(one, other)) === at) };
}

export interface Result {
  readonly value: Json | undefined;
  readonly problems: readonly Problem[];
}

type Keys = readonly (string | number)[];

interface Place {
  readonly path: Keys;
  readonly value: Json;
}

interface Env {
  readonly dollar: Place;
  readonly at: Place;
  readonly variables: Scope;
  readonly dialect: 'A' | 'B' | 'C';
  readonly problems: Problem[];
}

function complain(env: Env, message: string, path: Keys, span: Problem['span']): undefined {
  env.problems.push({ message, path, span });
}

function express(expression: Expression, env: Env): Json | undefined {
  switch (expression.kind) {
    case 'Literal':
      return expression.value;
    case 'Array':
      return expression.elements.map((element) => express(element, env) ?? null);
    case 'Object':
      return buildObject(expression.list, env, false);
    case 'Chain': {
      const discarded: Problem[] = [];
      let last: Json | undefined;
      for (const operand of expression.operands) {
        const problems: Problem[] = [];
        last = express(operand, { ...env, problems });
        const isGood = expression.operator === '??' ? last !== undefined && last !== null : last !== undefined;
        if (isGood) {
          env.problems.push(...problems);
          return last;
        }
        discarded.push(...problems);
      }
      if (last === undefined) env.problems.push(...discarded);
      return last;
    }
    case 'Path':
      return walk(expression, env);
  }
}

function walk(path: PathExpression, env: Env): Json | undefined {
  const { head } = path;
  const rest = (value: Json | undefined, from: Keys) =>
    value === undefined ? undefined : follow(path.steps, path.group, { value, path: from }, env);
  switch (head.kind) {
    case 'Key':
      return follow([{ kind: 'Key', key: head.key, span: head.span }, ...path.steps], path.group, env.dollar, env);
    case 'Dollar':
      return rest(env.dollar.value, env.dollar.path);
    case 'At':
      return rest(env.at.value, env.at.path);
    case 'Variable': {
      const value = env.variables[head.name];
      if (value === undefined) complain(env, `Variable ${head.name} not found`, env.at.path, head.span);
      return rest(value, [head.name]);
    }
    default:
      return rest(express(head.value, env), env.at.path);
  }
}

function follow(steps: readonly Step[], group: List | undefined, place: Place, env: Env): Json | undefined {
  const [step, ...later] = steps;
  if (step === undefined) return group === undefined ? place.value : applyList(group, place, env);
  const proceed = (value: Json | undefined, path: Keys, inner = env) =>
    value === undefined ? undefined : follow(later, group, { value, path }, inner);
  switch (step.kind) {
    case 'Optional':
      return place.value === null ? undefined : follow(later, group, place, env);
    case 'Key': {
      const forgiving = later[0]?.kind === 'Optional';
      return proceed(readKey(place.value, step, forgiving, place.path, env), [...place.path, step.key.name]);
    }
    case 'Method': {
      const path = [...place.path, `->${step.name}`];
      if (step.name !== 'as') return proceed(callNaively(step, place.value, path, callerOf(env)), path);
      const bound = bindName(step, { value: place.value, path }, env);
      return proceed(place.value, path, { ...env, variables: { ...env.variables, ...bound } });
    }
  }
}

function callerOf(env: Env): Caller {
  return {
    evaluate: (node, value, path) => express(node, { ...env, at: { value, path } }),
    complain: (message, path, span) => complain(env, message, path, span),
  };
}

function readKey(
  value: Json,
  step: Step & { kind: 'Key' },
  forgiving: boolean,
  path: Keys,
  env: Env,
): Json | undefined {
  const { name, quoted } = step.key;
  if (isArray(value)) {
    return value.map((element, index) => readKey(element, step, false, [...path, index], env) ?? null);
  }
  if (isObject(value)) {
    const member = new Map(Object.entries(value)).get(name);
    if (member !== undefined || forgiving) return member;
  }
  const written = quoted ? JSON.stringify(name) : name;
  return complain(env, `Property .${written} not found in ${kindOf(value)}`, [...path, name], step.span);
}

function bindName(step: Step & { kind: 'Method' }, place: Place, env: Env): Scope {
  const args = step.args ?? [];
  const complaint = (message: string) => complain(env, message, place.path, step.nameSpan);
  const [first] = args;
  if (first === undefined) return complaint('Method ->as requires one or two arguments, not 0') ?? {};
  const head = first.kind === 'Path' && first.head.kind === 'Variable' ? first.head.name : undefined;
  const isBare = first.kind === 'Path' && head !== undefined && first.steps.length === 0 && first.group === undefined;
  if (!isBare) complaint('First argument to ->as must be a variable such as $name');
  if (args.length > 2) complaint(`Method ->as requires one or two arguments, not ${args.length}`);
  if (head === undefined) return {};
  const value = args[1] === undefined ? place.value : express(args[1], { ...env, at: place });
  return value === undefined ? {} : { [head]: value };
}

function applyList(list: List, place: Place, env: Env): Json {
  const { value, path } = place;
  if (isArray(value)) {
    return value.map((element, index) => applyList(list, { value: element, path: [...path, index] }, env));
  }
  const result = buildObject(list, { ...env, dollar: place, at: place }, true);
  return !isObject(value) && isObject(result) && Object.keys(result).length === 0 ? value : result;
}

function buildObject(list: List, env: Env, isApplied: boolean): Json {
  const items = isApplied || env.dialect === 'C' ? list.items : dropReplaced(list.items);
  let result: Json = {};
  for (const item of items) {
    const contribution = contribute(item, env, isApplied);
    if (contribution === undefined) continue;
    result = mergeNaively(result, contribution, (message) => complain(env, message, env.at.path, list.span));
  }
  return result;
}

function contribute(item: Item, env: Env, isApplied: boolean): Json | undefined {
  const { value } = item;
  switch (item.kind) {
    case 'Field':
      return named(item.key.name, express(item.value, env));
    case 'Alias': {
      if (item.value.kind === 'Group') return named(item.name.name, applyList(item.value.list, env.dollar, env));
      const isNestedGroup = isApplied && item.value.kind === 'Object' && item.value.list.items.length > 0;
      const result = isNestedGroup ? buildObject(item.value.list, env, true) : express(item.value, env);
      const keepsInput = isNestedGroup && isObject(result) && Object.keys(result).length === 0;
      return named(item.name.name, keepsInput && !isObject(env.dollar.value) ? env.dollar.value : result);
    }
    case 'Spread': {
      const spread = express(item.value, env);
      if (spread === undefined) return complain(env, 'Inlined path produced no value', env.at.path, value.span);
      if (spread === null || isObject(spread)) return spread;
      return complain(env, `Expected object or null, not ${kindOf(spread)}`, env.at.path, value.span);
    }
    case 'Anonymous':
      return express(item.value, env);
  }
}

function named(name: string, value: Json | undefined): JsonObject | undefined {
  return value === undefined ? undefined : objectOf([[name, value]]);
}

function dropReplaced(items: readonly Item[]): readonly Item[] {
  const nameOf = (item: Item) =>
    item.kind === 'Alias' ? item.name.name : item.kind === 'Field' ? item.key.name : item;
  const names = [...new Set(items.map(nameOf))];
  return names.map((name) => items.findLast((item) => nameOf(item) === name)!);
}

function mergeNaively(a: Json, b: Json, complaint: (message: string) => void): Json {
  if (a === null || b === null) return null;
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...keysOf(a), ...keysOf(b)])];
    return objectOf(
      keys.map((key) => {
        const [inA, inB] = [Object.hasOwn(a, key), Object.hasOwn(b, key)];
        return [key, inA && inB ? mergeNaively(a[key]!, b[key]!, complaint) : inA ? a[key]! : b[key]!];
      }),
    );
  }
  if (isArray(a) && isArray(b)) {
    return Array.from({ length: Math.max(a.length, b.length) }, (_, at) =>
      at >= a.length ? b[at]! : at >= b.length ? a[at]! : mergeNaively(a[at]!, b[at]!, complaint),
    );
  }
  if (kindOf(a) !== kindOf(b)) complaint(`Lossy merge replacing ${kindOf(a)} with ${kindOf(b)}`);
  return b;
}

function isSame(a: Problem, b: Problem): boolean {
  return JSON.stringify([a.message, a.path, a.span]) === JSON.stringify([b.message, b.path, b.span]);
}
