import { deepEqual } from '../../src/json/equal.ts';
import { isArray, isObject, type Json } from '../../src/json/json.ts';
import { keysOf, objectOf } from '../../src/json/key-order.ts';
import { parseJson } from '../../src/json/parse-json.ts';
import { printJson } from '../../src/json/print-json.ts';
import type { Expression, MethodStep } from '../../src/mapping/ast.ts';
import type { Problem } from '../../src/mapping/scope.ts';

/** What a call needs of the evaluator. */
export interface Caller {
  evaluate(node: Expression, at: Json, path: Keys): Json | undefined;
  complain(message: string, path: Keys, span: Problem['span']): undefined;
}

type Keys = readonly (string | number)[];

/** All methods once more, as one list of rules. A problem's wording is not compared, hence "wrong" says enough. */
export function callNaively(step: MethodStep, input: Json, path: Keys, caller: Caller): Json | undefined {
  const rule = RULES[step.name];
  const wrong = (span = step.nameSpan) => caller.complain(`wrong use of ->${step.name}`, path, span);
  if (rule === undefined || !Object.hasOwn(RULES, step.name)) return wrong();
  if (NO_PARENTHESES.has(step.name) && step.args !== undefined) return wrong();
  const args = step.args ?? [];
  const value = (node: Expression | undefined, at = input, index?: number) =>
    node === undefined ? undefined : caller.evaluate(node, at, index === undefined ? path : [...path, index]);
  return rule({ step, input, args, path, caller, wrong, value });
}

interface Use {
  readonly step: MethodStep;
  readonly input: Json;
  readonly args: readonly Expression[];
  readonly path: Keys;
  readonly caller: Caller;
  readonly wrong: (span?: MethodStep['span']) => undefined;
  readonly value: (node: Expression | undefined, at?: Json, index?: number) => Json | undefined;
}

type Rule = (use: Use) => Json | undefined;

const NO_PARENTHESES = new Set(
  'first last size entries not jsonParse jsonStringify trim trimStart trimEnd keysToCamelCase keysToCamelCaseDeep'.split(
    ' ',
  ),
);

const RULES: Readonly<Record<string, Rule>> = {
  echo: ({ args, value, wrong }) => (args.length === 0 ? wrong() : value(args[0])),
  match: ({ args, input, value, wrong, step }) => {
    for (const arg of args) {
      if (arg.kind !== 'Array' || arg.elements.length !== 2) continue;
      const candidate = value(arg.elements[0]);
      if (candidate !== undefined && deepEqual(candidate, input)) return value(arg.elements[1]);
    }
    return wrong(step.span);
  },
  map: ({ args, input, value, wrong }) => {
    if (args.length === 0) return wrong();
    if (isArray(input)) return input.map((element, index) => value(args[0], element, index) ?? null);
    const one = value(args[0]);
    return one === undefined ? undefined : [one];
  },
  filter: (use) => {
    if (use.args.length === 0) return use.wrong();
    if (!isArray(use.input)) return forOne(use, (holds) => (holds ? [use.input] : []));
    const verdicts = use.input.map((element, index) => [element, judge(use, element, index)] as const);
    if (verdicts.some(([, verdict]) => verdict === undefined)) return undefined;
    return verdicts.filter(([, verdict]) => verdict).map(([element]) => element);
  },
  find: (use) => {
    if (use.args.length === 0) return use.wrong();
    if (!isArray(use.input)) return forOne(use, (holds) => (holds ? use.input : undefined));
    for (const [index, element] of use.input.entries()) {
      const verdict = judge(use, element, index);
      if (verdict === undefined) return undefined;
      if (verdict) return element;
    }
    return undefined;
  },
  first: (use) => ends(use, 0),
  last: (use) => ends(use, -1),
  get: ({ args, input, value, wrong }) => {
    if (args.length === 0) return wrong();
    const key = value(args[0]);
    if (key === undefined) return undefined;
    if (isObject(input)) return typeof key === 'string' && Object.hasOwn(input, key) ? input[key] : wrong();
    if (!isWhole(key)) return wrong();
    const cells = isArray(input) ? input : typeof input === 'string' ? byteCells(input) : undefined;
    const found = cells?.at(Number(key) >= -(cells?.length ?? 0) ? Number(key) : cells.length);
    return found === undefined || cells === undefined ? wrong() : found;
  },
  slice: ({ args, input, value, wrong }) => {
    const cells = isArray(input) ? input : typeof input === 'string' ? [...input] : undefined;
    if (cells === undefined) return wrong();
    const [from, to] = [value(args[0]), value(args[1])];
    const start = isWhole(from) ? Math.max(0, Number(from)) : 0;
    const end = isWhole(to) ? Math.max(0, Number(to)) : cells.length;
    const part = cells.filter((_, at) => at >= start && at < end);
    return isArray(input) ? part : part.join('');
  },
  size: ({ input, wrong }) => {
    if (isArray(input)) return input.length;
    if (typeof input === 'string') return new TextEncoder().encode(input).length;
    return isObject(input) ? Object.keys(input).length : wrong();
  },
  joinNotNull: ({ args, input, value, wrong }) => {
    const separator = value(args[0]);
    if (typeof separator !== 'string') return wrong();
    const list = isArray(input) ? input : [input];
    if (list.some((element) => typeof element === 'object' && element !== null)) return wrong();
    return list
      .filter((element) => element !== null)
      .map(String)
      .join(separator);
  },
  entries: ({ input, wrong }) =>
    isObject(input) ? keysOf(input).map((key) => ({ key, value: input[key]! })) : wrong(),
  jsonParse: ({ input, wrong }) => {
    const outcome = typeof input === 'string' && !input.startsWith('\ufeff') ? parseJson(input) : undefined;
    return outcome?.ok ? outcome.value : wrong();
  },
  jsonStringify: ({ input }) => printJson(input),
  toString: ({ args, input, wrong }: Use) => {
    if (args.length > 0 || (typeof input === 'object' && input !== null)) return wrong();
    return input === null ? '' : String(input);
  },
  parseInt: ({ args, input, value, wrong }) => {
    if (args.length > 1) return wrong();
    const base = args.length === 0 ? 10 : value(args[0]);
    if (base === undefined) return undefined;
    if (!isWhole(base) || base < 2 || base > 36) return wrong();
    const text = isNumeric(input) ? (typeof input === 'number' ? BigInt(Math.trunc(input)) : input).toString() : input;
    if (typeof text !== 'string') return wrong();
    const match = /^([+-]?)([0-9a-zA-Z]+)$/.exec(text);
    if (match === null) return wrong();
    const digits = [...match[2]!].map((digit) => Number.parseInt(digit, 36));
    if (digits.some((digit) => digit >= Number(base))) return wrong();
    const size = digits.reduce((sum, digit) => sum * BigInt(base) + BigInt(digit), 0n);
    return settle(match[1] === '-' ? -size : size) ?? wrong();
  },
  eq: (use) => compareEqual(use, (equal) => equal),
  ne: (use) => compareEqual(use, (equal) => !equal),
  gt: (use) => compareOrder(use, (order) => order > 0),
  gte: (use) => compareOrder(use, (order) => order >= 0),
  lt: (use) => compareOrder(use, (order) => order < 0),
  lte: (use) => compareOrder(use, (order) => order <= 0),
  in: ({ args, input, value, wrong }) => {
    if (args.length !== 1) return wrong();
    const list = value(args[0]);
    if (list === undefined) return undefined;
    return isArray(list) ? list.some((element) => deepEqual(element, input)) : wrong();
  },
  contains: ({ args, input, value, wrong }) => {
    if (args.length !== 1) return wrong();
    const wanted = value(args[0]);
    if (wanted === undefined) return undefined;
    return isArray(input) ? input.some((element) => deepEqual(element, wanted)) : wrong();
  },
  and: (use) => connect(use, false),
  or: (use) => connect(use, true),
  not: ({ input, wrong }) => (typeof input === 'boolean' ? !input : wrong()),
  add: (use) =>
    fold(
      use,
      (a, b) => a + b,
      (a, b) => a + b,
    ),
  sub: (use) =>
    fold(
      use,
      (a, b) => a - b,
      (a, b) => a - b,
    ),
  mul: (use) =>
    fold(
      use,
      (a, b) => a * b,
      (a, b) => a * b,
    ),
  div: (use) => fold(use, undefined, (a, b) => a / b),
  mod: (use) =>
    fold(
      use,
      (a, b) => (b === 0n ? undefined : a % b),
      (a, b) => a % b,
    ),
  split: ({ args, input, value, wrong }) => {
    if (args.length === 0 || args.length > 2) return wrong();
    const [separator, limit] = [value(args[0]), value(args[1])];
    if (typeof input !== 'string' || typeof separator !== 'string') return wrong();
    if (limit !== undefined && !(isWhole(limit) && limit >= 0)) return wrong();
    const parts = separator === '' ? [...input] : input.split(separator);
    return limit === undefined ? parts : parts.filter((_, at) => BigInt(at) < BigInt(limit as number));
  },
  trim: ({ input, wrong }) => (typeof input === 'string' ? strip(input, true, true) : wrong()),
  trimStart: ({ input, wrong }) => (typeof input === 'string' ? strip(input, true, false) : wrong()),
  trimEnd: ({ input, wrong }) => (typeof input === 'string' ? strip(input, false, true) : wrong()),
  keysToCamelCase: ({ input, wrong }) => (isObject(input) ? camelise(input, false, wrong) : wrong()),
  keysToCamelCaseDeep: ({ input, wrong }) => (isObject(input) ? camelise(input, true, wrong) : wrong()),
};

function judge(use: Use, element: Json, index: number): boolean | undefined {
  const verdict = use.value(use.args[0], element, index);
  if (typeof verdict === 'boolean') return verdict;
  return use.caller.complain(`wrong condition of ->${use.step.name}`, [...use.path, index], use.step.nameSpan);
}

function forOne(use: Use, answer: (holds: boolean) => Json | undefined): Json | undefined {
  const verdict = use.value(use.args[0]);
  if (verdict === undefined) return undefined;
  return typeof verdict === 'boolean' ? answer(verdict) : use.wrong();
}

function ends({ input, wrong }: Use, at: number): Json | undefined {
  if (isArray(input)) return input.at(at);
  if (typeof input === 'string') return [...input].at(at);
  wrong();
  return input;
}

/** One cell for each byte; a character stands in the cell of its first one. */
function byteCells(text: string): (string | undefined)[] {
  return [...text].flatMap((character) => {
    const length = new TextEncoder().encode(character).length;
    return Array.from({ length }, (_, at) => (at === 0 ? character.toWellFormed() : undefined));
  });
}

function compareEqual({ args, input, value, wrong }: Use, answer: (equal: boolean) => boolean): Json | undefined {
  if (args.length !== 1) return wrong();
  const other = value(args[0]);
  return other === undefined ? undefined : answer(deepEqual(input, other));
}

function compareOrder({ args, input, value, wrong }: Use, answer: (order: number) => boolean): Json | undefined {
  if (args.length === 0) return wrong();
  const other = value(args[0]);
  if (other === undefined) return undefined;
  if (typeof input === 'string' && typeof other === 'string') return answer(compareCodePoints([...input], [...other]));
  if (!isNumeric(input) || !isNumeric(other)) return wrong();
  return answer(input > other ? 1 : input < other ? -1 : 0);
}

function compareCodePoints(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((character, index) => character !== b[index]);
  if (at === -1) return a.length - b.length;
  const other = b[at];
  return other === undefined ? 1 : a[at]!.codePointAt(0)! - other.codePointAt(0)!;
}

function connect({ step, args, input, value, wrong }: Use, decisive: boolean): Json | undefined {
  if (step.args === undefined || typeof input !== 'boolean') return wrong();
  let result = input;
  for (const arg of args) {
    if (result === decisive) return result;
    const next = value(arg);
    if (next === undefined) return undefined;
    if (typeof next === 'boolean') result = next;
    else wrong(arg.span);
  }
  return result;
}

function fold(
  { step, args, input, value, wrong }: Use,
  exact: ((a: bigint, b: bigint) => bigint | undefined) | undefined,
  inexact: (a: number, b: number) => number,
): Json | undefined {
  if (step.args === undefined || !isNumeric(input)) return wrong();
  let result: number | bigint = input;
  for (const arg of args) {
    const operand = value(arg);
    if (!isNumeric(operand)) return wrong(arg.span);
    const isExact: boolean = exact !== undefined && fits(result) && fits(operand);
    const next: Json | undefined = isExact
      ? settle(exact?.(BigInt(result), BigInt(operand)))
      : inexact(Number(result), Number(operand));
    if (!isNumeric(next) || (typeof next === 'number' && !Number.isFinite(next))) return wrong(arg.span);
    result = next;
  }
  return result;
}

function fits(value: number | bigint): boolean {
  return typeof value === 'bigint' ? settle(value) !== undefined : Number.isSafeInteger(value);
}

function settle(value: bigint | undefined): number | bigint | undefined {
  if (value === undefined || BigInt.asIntN(64, value) !== value) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function isWhole(value: Json | undefined): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

function isNumeric(value: Json | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function strip(text: string, start: boolean, end: boolean): string {
  const characters = [...text];
  const isSpace = (character: string | undefined) => character !== undefined && /\p{White_Space}/u.test(character);
  while (start && isSpace(characters[0])) characters.shift();
  while (end && isSpace(characters.at(-1))) characters.pop();
  return characters.join('');
}

function camelise(value: Json, deep: boolean, wrong: () => undefined): Json {
  if (isArray(value)) return value.map((element) => camelise(element, deep, wrong));
  if (!isObject(value)) return value;
  const members = new Map<string, Json>();
  for (const key of keysOf(value)) {
    const name = camelName(key);
    if (members.has(name)) wrong();
    members.set(name, deep ? camelise(value[key]!, deep, wrong) : value[key]!);
  }
  return objectOf(members);
}

/** Character by character, as one would explain it. */
function camelName(name: string): string {
  const words: string[] = [];
  let word = '';
  let mode: 'none' | 'lower' | 'upper' = 'none';
  const close = () => {
    if (word !== '') words.push(word);
    word = '';
    mode = 'none';
  };
  const characters = [...name];
  for (const [at, character] of characters.entries()) {
    if (/[_\-\s]/u.test(character)) {
      close();
      continue;
    }
    const isUpper = /\p{Lu}/u.test(character);
    const beginsWord = isUpper && (mode === 'lower' || (mode === 'upper' && /\p{Ll}/u.test(characters[at + 1] ?? '')));
    if (beginsWord) close();
    word += character;
    if (isUpper) mode = 'upper';
    else if (/\p{Ll}/u.test(character)) mode = 'lower';
    else if (!/\p{Nd}/u.test(character)) mode = 'none';
  }
  close();
  if (words.length === 0) return name;
  return words
    .map((one, at) =>
      at === 0 ? one.toLowerCase() : [...one][0]!.toUpperCase() + [...one].slice(1).join('').toLowerCase(),
    )
    .join('');
}
