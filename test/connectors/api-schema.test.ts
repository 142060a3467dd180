import { execute, parse, print, printSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { file, graphOf } from './found.ts';

function api(text: string): string {
  return withoutClientDirectives(printSchema(graphOf(file('a.graphql', text)).apiSchema));
}

/** What every graph has and no test but its own speaks of. */
function withoutClientDirectives(sdl: string): string {
  return sdl
    .split(/\n\n(?=\S)/)
    .filter((definition) => !/^directive @(?:defer|stream)\(/m.test(definition))
    .join('\n\n');
}

describe('what is inaccessible', () => {
  test('is hidden from clients and stays in the graph', () => {
    const graph = graphOf(file('a.graphql', 'type Query { a: A } type A { id: ID! @inaccessible name: String }'));
    expect(printSchema(graph.apiSchema)).not.toContain(' id');
    expect(graph.objects.get('A')?.fields.get('id')).toMatchObject({ inaccessible: true });
    expect(print(graph.document)).toContain('id: ID!');
  });

  test('may be a field, an argument, a type, an enum value, an input field, a union member', () => {
    expect(
      api(`
        type Query { a(x: Int y: Int @inaccessible z: Secret): U  b: Hidden  e: E }
        type Hidden @inaccessible { a: Int }
        type Shown { a: Int }
        union U = Shown | Hidden
        enum E { A B @inaccessible }
        input Secret @inaccessible { a: Int }
        input In { a: Int b: Int @inaccessible c: Secret }
      `),
    ).toBe(
      `
type Query {
  a(x: Int): U
  e: E
}

type Shown {
  a: Int
}

union U = Shown

enum E {
  A
}

input In {
  a: Int
}
`.trim(),
    );
  });

  test('takes with it a type of which nothing is left, and what mentions it', () => {
    expect(api('type Query { a: A n: Int } type A { b: B } type B { c: Int @inaccessible }')).toBe(
      'type Query {\n  n: Int\n}',
    );
  });

  test('is known by its federation name too', () => {
    expect(
      api(`extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.12", import: [{ name: "@inaccessible", as: "@hide" }])
        type Query { n: Int a: Int @hide b: Int @federation__inaccessible }`),
    ).toBe('type Query {\n  n: Int\n}');
  });

  test('of an interface that an object shows is an objection of GraphQL', () => {
    expect(() =>
      api('interface I { a: Int } type A implements I { a: Int @inaccessible b: Int } type Query { i: I }'),
    ).toThrow('Interface field I.a expected but A does not provide it.');
  });
});

test('@onFailure needs no definition, stays in the graph, and is nothing for clients', () => {
  const graph = graphOf(
    file(
      'a.graphql',
      'type Query { a: A @onFailure(then: STALE, maxAge: "10m") } type A @onFailure(then: FAIL) { a: Int }',
    ),
  );
  expect(graph.objects.get('Query')?.fields.get('a')?.definition.directives?.map(print)).toEqual([
    '@onFailure(then: STALE, maxAge: "10m")',
  ]);
  expect(withoutClientDirectives(printSchema(graph.apiSchema))).toBe(
    'type Query {\n  a: A\n}\n\ntype A {\n  a: Int\n}',
  );
});

test("an author's own directives, descriptions and deprecations stay", () => {
  const sdl = `directive @shout(loud: Boolean = true) on FIELD | FIELD_DEFINITION

"""What may be asked."""
type Query {
  """The one field."""
  a(x: Int @deprecated(reason: "unused")): Int @deprecated(reason: "old")
}

scalar Url @specifiedBy(url: "https://url.spec.whatwg.org")

input Either @oneOf {
  a: Int
  b: Int
}`;
  expect(api(sdl)).toBe(sdl);
});

test('introspection is built in', async () => {
  const { apiSchema } = graphOf(file('a.graphql', 'type Query { a: Int }'));
  const result = await execute({ schema: apiSchema, document: parse('{ __schema { queryType { name } } }') });
  expect(JSON.parse(JSON.stringify(result))).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
});

describe('the directives of answers in parts', () => {
  test('are there for every client', () => {
    const sdl = printSchema(graphOf(file('a.graphql', 'type Query { a: Int }')).apiSchema);
    expect(sdl.replace(/ *".*"\n/g, '')).toContain(`directive @defer(
  if: Boolean! = true

  label: String
) on FRAGMENT_SPREAD | INLINE_FRAGMENT`);
    expect(sdl.replace(/ *".*"\n/g, '')).toContain('initialCount: Int! = 0\n) on FIELD');
  });

  test('keep the definition that a file gives them', () => {
    const own = 'directive @defer(label: String, if: Boolean! = true) on INLINE_FRAGMENT';
    const sdl = printSchema(graphOf(file('a.graphql', `${own} type Query { a: Int }`)).apiSchema);
    expect(sdl.match(/directive @defer/g)).toHaveLength(1);
    expect(sdl).toContain('on INLINE_FRAGMENT\n');
  });
});
