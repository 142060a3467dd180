import { describe, expect, test } from 'vitest';
import type { OutputShape } from '../../src/mapping/output-shape.ts';
import type { PathTree } from '../../src/mapping/path-tree.ts';
import { type Model, type Needs, planObject } from '../../src/planning/plan-object.ts';
import { EMPTY_SHAPE } from '../../src/planning/shape-field.ts';
import { modelOf } from './graph.ts';

/** `a b { c }` as a tree. */
function tree(text: string): PathTree {
  const tokens = text.match(/[{}]|\w+/g) ?? [];
  const read = (): PathTree => {
    const level = new Map<string, PathTree>();
    for (let token = tokens.shift(); token !== undefined && token !== '}'; token = tokens.shift()) {
      const below = tokens[0] === '{' && tokens.shift() !== undefined;
      level.set(token, below ? read() : new Map());
    }
    return level;
  };
  return read();
}

function shape(...names: readonly string[]): OutputShape {
  return { kind: 'object', members: new Map(names.map((name) => [name, { kind: 'unknown' }])), open: false };
}

/** A plan in words: `name: data`, `name: X[0]`, `name: X[0] after (id: Y[0])`. */
function plan(model: Model, typeName: string, data: OutputShape, requested: string): readonly string[] {
  return print(
    [...planObject(model, typeName, data, tree(requested))].map(([name, provider]) => [
      name,
      { below: new Map(), provider },
    ]),
  );
}

function print(
  needs: Iterable<[string, Needs extends ReadonlyMap<string, infer Need> ? Need : never]>,
): readonly string[] {
  return [...needs].map(([name, { provider }]) => {
    if (provider.kind === 'resolver') return `${name}: TypeScript${after(provider.needs)}`;
    const calls = provider.calls.map(({ step, needs: its }) => `${step.connector.coordinate.slice(6)}${after(its)}`);
    const data = provider.data === undefined ? [] : [provider.data.certain ? 'data' : 'data if there'];
    return `${name}: ${[...data, ...calls].join(' + ') || 'nobody'}`;
  });
}

function after(needs: Needs): string {
  const called = print(
    [...needs].filter(([, { provider }]) => provider.kind === 'resolver' || provider.calls.length > 0),
  );
  return called.length === 0 ? '' : ` after (${called.join(', ')})`;
}

describe('planObject', () => {
  test('what is in the data is read and nothing is called', () => {
    const model = modelOf(`
      type Query { a: T @connect(source: "s", http: { GET: "/a" }, selection: "id name") }
      type T @connect(source: "s", http: { GET: "/t/{$this.id}" }, selection: "id name") { id: ID name: String }`);
    expect(plan(model, 'T', shape('id', 'name'), 'id name')).toEqual(['id: data', 'name: data']);
  });

  test('one call that covers most missing fields is preferred to several', () => {
    const model = modelOf(`
      type Query { a: T @connect(source: "s", http: { GET: "/a" }, selection: "id") }
      type T
        @connect(source: "s", http: { GET: "/one/{$this.id}" }, selection: "id x")
        @connect(source: "s", http: { GET: "/two/{$this.id}" }, selection: "id y")
        @connect(source: "s", http: { GET: "/both/{$this.id}" }, selection: "id x y") { id: ID x: Int y: Int }`);
    expect(plan(model, 'T', shape('id'), 'x y')).toEqual(['x: T[2]', 'y: T[2]']);
    expect(plan(model, 'T', shape('id'), 'x')).toEqual(['x: T[0]']);
  });

  test('a key that is missing is fetched first, by whoever has it', () => {
    const model = modelOf(`
      type Query { a: T @connect(source: "s", http: { GET: "/a" }, selection: "id") }
      type T @connect(source: "s", http: { GET: "/codes/{$this.id}" }, selection: "id code") {
        id: ID code: ID
        detail: String @connect(source: "s", http: { GET: "/details/{$this.code}" }, selection: "$.text") }`);
    expect(plan(model, 'T', shape('id'), 'detail')).toEqual(['detail: T.detail[0] after (code: T[0])']);
  });

  test('calls that need each other are no way to a field', () => {
    const model = modelOf(
      `
      type Query { a: T @connect(source: "s", http: { GET: "/a" }, selection: "id") }
      type T
        @connect(source: "s", http: { GET: "/x/{$this.y}" }, selection: "y x")
        @connect(source: "s", http: { GET: "/y/{$this.x}" }, selection: "x y") { id: ID x: ID y: ID }`.replace(
        'selection: "id")',
        'selection: "id x")',
      ),
    );
    expect(plan(model, 'T', shape('id'), 'x y')).toEqual(['x: nobody', 'y: nobody']);
    expect(plan(model, 'T', shape('id', 'x'), 'y')).toEqual(['y: T[1]']);
  });

  test('several connectors of a field are called together when only both have what is asked', () => {
    const model = modelOf(`
      type Query { t: T
        @connect(source: "s", http: { GET: "/one" }, selection: "a b")
        @connect(source: "s", http: { GET: "/two" }, selection: "a c") }
      type T { a: Int b: Int c: Int }`);
    expect(plan(model, 'Query', EMPTY_SHAPE, 't { a }')).toEqual(['t: Query.t[0]']);
    expect(plan(model, 'Query', EMPTY_SHAPE, 't { a c }')).toEqual(['t: Query.t[1]']);
    expect(plan(model, 'Query', EMPTY_SHAPE, 't { b c }')).toEqual(['t: Query.t[0] + Query.t[1]']);
  });

  test('an ordinary root field never completes an object', () => {
    const model = modelOf(`
      type Query {
        list: [T] @connect(source: "s", http: { GET: "/list" }, selection: "id")
        one(id: ID): T @connect(source: "s", http: { GET: "/one/{$args.id}" }, selection: "id name") }
      type T { id: ID name: String }`);
    expect(plan(model, 'T', shape('id'), 'name')).toEqual(['name: nobody']);
  });

  test('a TypeScript resolver wins, and what it requires is gathered', () => {
    const model = modelOf(
      `type Query { a: T @connect(source: "s", http: { GET: "/a" }, selection: "id") }
       type T @connect(source: "s", http: { GET: "/t/{$this.id}" }, selection: "id name") {
         id: ID name: String loud: String @requires(fields: "name") }`,
      { resolved: ['T.loud'] },
    );
    expect(plan(model, 'T', shape('id'), 'loud')).toEqual(['loud: TypeScript after (name: T[0])']);
  });

  test('what a mapping might carry is read where it is there and called where it is not', () => {
    const model = modelOf(`
      type Query { a: T @connect(source: "s", http: { GET: "/a" }, selection: "id") }
      type T @connect(source: "s", http: { GET: "/t/{$this.id}" }, selection: "id name") { id: ID name: String }`);
    expect(plan(model, 'T', { kind: 'unknown' }, 'name')).toEqual(['name: data if there + T[0]']);
  });
});
