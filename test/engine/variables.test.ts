import { describe, expect, test } from 'vitest';
import { ask, ENGINES } from './asking.ts';

const TYPES = `
  enum Mood { GLAD SAD }
  scalar Any
  input In { a: String b: [String] c: String! = "sea" in: In }
  type Query {
    echo(one: String, list: [Int!], in: In, mood: Mood, any: Any, id: ID, d: Int = 7, must: Int! = 5): Any
      @connect(source: "s", http: { POST: "/echo", body: "$args" }, selection: "$") }`;

/** After graphql-js's variables-test: what a connector sees of its arguments. The upstream is told them; the calls tell us. */
describe.for(ENGINES)('arguments (%s)', (engine) => {
  const given = async (query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const { errors, calls } = await ask(
      { engine, types: TYPES, answers: { 'POST /echo': null } },
      { query, variables },
    );
    const sent = calls.map((call) => JSON.parse(call.replace('POST /echo ', '')) as unknown);
    return errors.length > 0 ? errors.map(({ message }) => message) : sent;
  };
  const DEFAULTS = { d: 7, must: 5 };

  test.for([
    ['{ echo }', DEFAULTS],
    ['{ echo(one: "a", d: 1, must: 2) }', { one: 'a', d: 1, must: 2 }],
    ['{ echo(one: null, d: null) }', { one: null, d: null, must: 5 }],
    ['{ echo(list: [1, 2]) }', { ...DEFAULTS, list: [1, 2] }],
    ['{ echo(list: 1) }', { ...DEFAULTS, list: [1] }],
    ['{ echo(in: { a: "a", b: "b" }) }', { ...DEFAULTS, in: { a: 'a', b: ['b'], c: 'sea' } }],
    ['{ echo(in: { a: null, in: { c: "c" } }) }', { ...DEFAULTS, in: { a: null, c: 'sea', in: { c: 'c' } } }],
    ['{ echo(mood: SAD) }', { ...DEFAULTS, mood: 'SAD' }],
    ['{ echo(id: 7) }', { ...DEFAULTS, id: '7' }],
    ['{ echo(any: { x: [1, { y: null }] }) }', { ...DEFAULTS, any: { x: [1, { y: null }] } }],
  ] as const)('%s', async ([query, sent]) => {
    expect(await given(query)).toEqual([sent]);
  });

  test.for([
    ['$one: String', 'one: $one', { one: 'a' }, { ...DEFAULTS, one: 'a' }],
    ['$one: String', 'one: $one', { one: null }, { ...DEFAULTS, one: null }],
    // A variable that nobody gave is null to a connector, unless the argument or the variable has a default.
    ['$one: String', 'one: $one', {}, { ...DEFAULTS, one: null }],
    ['$one: String = "def"', 'one: $one', {}, { ...DEFAULTS, one: 'def' }],
    ['$one: String = "def"', 'one: $one', { one: null }, { ...DEFAULTS, one: null }],
    ['$d: Int', 'd: $d', {}, DEFAULTS],
    ['$d: Int', 'd: $d', { d: null }, { must: 5, d: null }],
    ['$must: Int = 9', 'must: $must', {}, { d: 7, must: 9 }],
    ['$list: [Int!]', 'list: $list', { list: 3 }, { ...DEFAULTS, list: [3] }],
    ['$n: Int!', 'list: [1, $n]', { n: 2 }, { ...DEFAULTS, list: [1, 2] }],
    ['$in: In', 'in: $in', { in: { b: ['x', null] } }, { ...DEFAULTS, in: { b: ['x', null], c: 'sea' } }],
    ['$a: String', 'in: { a: $a }', {}, { ...DEFAULTS, in: { c: 'sea' } }],
    ['$mood: Mood', 'mood: $mood', { mood: 'GLAD' }, { ...DEFAULTS, mood: 'GLAD' }],
    ['$any: Any', 'any: $any', { any: [{ x: 1 }] }, { ...DEFAULTS, any: [{ x: 1 }] }],
  ] as const)('(%s) as %s of %j is %j', async ([declared, used, variables, sent]) => {
    expect(await given(`query (${declared}) { echo(${used}) }`, variables)).toEqual([sent]);
  });

  test.for([
    ['query ($one: String!) { echo(one: $one) }', {}, 'Variable "$one" of required type "String!" was not provided.'],
    [
      'query ($list: [Int!]) { echo(list: $list) }',
      { list: [null] },
      'Variable "$list" got invalid value null at "list[0]"; Expected non-nullable type "Int!" not to be null.',
    ],
    [
      'query ($mood: Mood) { echo(mood: $mood) }',
      { mood: 'BORED' },
      'Variable "$mood" got invalid value "BORED"; Value "BORED" does not exist in "Mood" enum.',
    ],
    [
      'query ($in: In) { echo(in: $in) }',
      { in: { elephant: 1 } },
      'Variable "$in" got invalid value { elephant: 1 }; Field "elephant" is not defined by type "In".',
    ],
    [
      'query ($must: Int = 9) { echo(must: $must) }',
      { must: null },
      'Argument "must" of non-null type "Int!" must not be null.',
    ],
  ] as const)('%s of %j is refused', async ([query, variables, message]) => {
    expect(await given(query, variables)).toEqual([message]);
  });

  test('equal ones make one call of a field under two names, different ones two', async () => {
    const types = `type Query { get(n: Int): Int @connect(source: "s", http: { GET: "/get/{$args.n}" }, selection: "$") }`;
    const asked = { engine, types, answers: { '/get/1': 1, '/get/2': 2 } };
    const { data, calls } = await ask(asked, '{ a: get(n: 1) b: get(n: 1) c: get(n: 2) }');
    expect(data).toEqual({ a: 1, b: 1, c: 2 });
    expect([...calls].sort()).toEqual(['GET /get/1', 'GET /get/2']);
  });
});
