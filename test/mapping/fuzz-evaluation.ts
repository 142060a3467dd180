import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { objectOf } from '../../src/json/key-order.ts';
import type { Dialect } from '../../src/mapping/ast.ts';
import { METHODS } from '../../src/mapping/methods/registry.ts';

const KEYS = ['a', 'b', 'c', 'c_d', '10', '2', '__proto__', 'constructor'] as const;

/** Data in which the keys of {@link arbitraryText} are often found. */
export function arbitraryData(): fc.Arbitrary<Json> {
  const scalar: fc.Arbitrary<Json> = fc.oneof(
    fc.constantFrom(null, true, false, 0, 1, -1, 2, 1.5, '', 'a', '12', 'ff', 'é😀', ' x ', '{"a":[1]}', 'A_b'),
    fc.constantFrom(9007199254740993n, 9223372036854775807n, 2 ** 53 - 1, 1e300),
    fc.string({ maxLength: 4 }),
  );
  return fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 5 }).map((members) => objectOf(members)),
    ),
  })).value;
}

export function arbitraryScope(): fc.Arbitrary<JsonObject> {
  return fc.record({ $args: arbitraryData(), $x: arbitraryData() }, { requiredKeys: [] });
}

/** Texts of a dialect that use all of the language; the rare one that does not parse is for the caller to leave out. */
export function arbitraryText(dialect: Dialect): fc.Arbitrary<string> {
  const has = (feature: 'operators' | 'unified') => (feature === 'unified' ? dialect === 'C' : dialect !== 'A');
  const key = fc.constantFrom('a', 'b', 'c', 'c_d', '"10"', "'2'", '__proto__', 'constructor', 'gone');
  const literal = fc.constantFrom(
    '1',
    '-2',
    '0.5',
    '"a"',
    '""',
    "'12'",
    'true',
    'null',
    '[]',
    '{}',
    '9007199254740993',
  );
  const head = fc.oneof(
    fc.constantFrom('$', '@', '@', '$args', '$x', '$n'),
    key.map((name) => `$.${name}`),
  );
  const method = fc.constantFrom(...METHODS.keys(), 'nope');
  const join = (separator: string) => (parts: readonly string[]) => parts.join(separator);
  return fc.letrec<Record<'text' | 'items' | 'item' | 'group' | 'path' | 'step' | 'call' | 'expression', string>>(
    (tie) => ({
      text: fc.oneof(tie('path'), tie('items')),
      items: fc.array(tie('item'), { minLength: 1, maxLength: 4 }).map(join('\n')),
      item: fc.oneof(
        { depthSize: 'small' },
        key,
        fc.tuple(key, tie('path')).map(join(': ')),
        fc.tuple(key, tie('group')).map(join(' ')),
        fc.tuple(key, tie('group')).map(join(': ')),
        fc.tuple(tie('path'), tie('group')).map(join(' ')),
        ...(has('unified')
          ? [fc.tuple(key, tie('expression')).map(join(': ')), tie('expression').map((one) => `... ${one}`)]
          : []),
      ),
      group: fc.oneof(
        { depthSize: 'small' },
        tie('items').map((items) => `{ ${items} }`),
        ...(has('operators') ? [tie('path').map((path) => `{ ${path} }`)] : []),
      ),
      path: fc
        .tuple(
          fc.oneof(
            { depthSize: 'small' },
            head,
            tie('expression').map((one) => `$(${one})`),
          ),
          fc.array(tie('step'), { maxLength: 3 }),
        )
        .map(([start, steps]) => start + steps.join('')),
      step: fc.oneof(
        { depthSize: 'small' },
        key.map((name) => `.${name}`),
        tie('call'),
        ...(has('operators') ? [fc.constant('?')] : []),
      ),
      call: fc.oneof(
        { depthSize: 'small' },
        method.map((name) => `->${name}`),
        fc
          .tuple(method, fc.array(tie('expression'), { maxLength: 3 }))
          .map(([name, args]) => `->${name}(${args.join(', ')})`),
        tie('expression').map((one) => `->as($n, ${one})`),
        fc.constant('->as($n)'),
        fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `->match([${one}, 1], [@, ${other}])`),
      ),
      expression: fc.oneof(
        { depthSize: 'small' },
        literal,
        tie('path'),
        fc.array(tie('expression'), { maxLength: 3 }).map((elements) => `[${elements.join(', ')}]`),
        fc
          .array(fc.tuple(key, tie('expression')).map(join(': ')), { maxLength: 3 })
          .map((members) => `{ ${members.join(', ')} }`),
        ...(has('operators')
          ? [
              fc
                .tuple(fc.constantFrom(' ?? ', ' ?! '), fc.array(tie('path'), { minLength: 2, maxLength: 3 }))
                .map(([operator, operands]) => operands.join(operator)),
            ]
          : []),
      ),
    }),
  ).text;
}
