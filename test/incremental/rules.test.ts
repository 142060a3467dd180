import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { INCREMENTAL_RULES } from '../../src/incremental/rules.ts';

const SCHEMA = buildSchema(`
  directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  directive @stream(if: Boolean! = true, label: String, initialCount: Int! = 0) on FIELD
  type Query { user: User users: [User!]! }
  type Mutation { save: User }
  type Subscription { changed: User }
  type User { id: ID name: String friends: [User] tags: [String] }
`);

function found(text: string): readonly string[] {
  return validate(SCHEMA, parse(text), INCREMENTAL_RULES).map(({ message }) => message);
}

describe('labels', () => {
  test('are written out', () => {
    expect(found('query ($l: String) { ... @defer(label: $l) { user { id } } }')).toEqual([
      'The label of `@defer` must be written out, not given by a variable.',
    ]);
    expect(found('query ($l: String) { users @stream(label: $l) { id } }')).toEqual([
      'The label of `@stream` must be written out, not given by a variable.',
    ]);
  });

  test('differ, wherever they stand', () => {
    expect(found('{ ... @defer(label: "a") { user { id } } users @stream(label: "a") { id } }')).toEqual([
      'There are two parts with the label "a"; labels of `@defer` and `@stream` must differ.',
    ]);
  });

  test('may be left out, or null', () => {
    expect(found('{ ... @defer { user { id } } ... @defer(label: null) { users @stream { id } } }')).toEqual([]);
  });
});

describe('roots', () => {
  test('of mutations and subscriptions do not come in parts', () => {
    expect(found('mutation { ... @defer { save { id } } }')).toEqual([
      '`@defer` cannot stand on the root of a mutation.',
    ]);
    expect(found('subscription { ... @defer(if: false) { changed { id } } }')).toEqual([
      '`@defer` cannot stand on the root of a subscription.',
    ]);
  });

  test('of queries do, and so does what stands below a mutation', () => {
    expect(found('{ ... @defer { user { id } } }')).toEqual([]);
    expect(found('mutation { save { ... @defer { id } friends @stream { id } } }')).toEqual([]);
  });
});

describe('subscriptions', () => {
  test('have the directives switched off, or switchable', () => {
    expect(found('subscription { changed { ... @defer { id } } }')).toEqual([
      '`@defer` is not supported in subscriptions. Switch it off with `if: false`.',
    ]);
    expect(found('subscription { changed { ...F } } fragment F on User { friends @stream { id } }')).toEqual([
      '`@stream` is not supported in subscriptions. Switch it off with `if: false`.',
    ]);
    expect(
      found(
        'subscription ($if: Boolean!) { changed { ... @defer(if: $if) { id } ...F } } fragment F on User { friends @stream(if: false) { id } }',
      ),
    ).toEqual([]);
  });
});

describe('streams', () => {
  test('are of lists, non-null ones and those of scalars too', () => {
    expect(found('{ user @stream { id } }')).toEqual(['`@stream` is for lists; `Query.user` is none.']);
    expect(found('{ users @stream { tags @stream } }')).toEqual([]);
  });

  test('do not begin with a negative number of items', () => {
    expect(found('{ users @stream(initialCount: -1) { id } }')).toEqual([
      'The `initialCount` of `@stream` must not be negative; it is -1.',
    ]);
  });

  test('of one list are alike', () => {
    const conflict =
      'Fields "users" conflict because they have differing stream directives. Use different aliases on the fields to fetch both if this was intentional.';
    expect(
      found('{ users @stream(initialCount: 1) { id } ...F } fragment F on Query { users @stream { id } }'),
    ).toEqual([conflict]);
    expect(found('{ users @stream { id } users { id } }')).toEqual([conflict]);
    expect(
      found('{ users @stream(initialCount: 1, if: true) { id } users @stream(if: true, initialCount: 1) { name } }'),
    ).toEqual([]);
    expect(found('{ users @stream { id } others: users { id } }')).toEqual([]);
  });

  test('are looked at no longer than anybody would, however fragments multiply', () => {
    const levels = Array.from(
      { length: 40 },
      (_, at) => `fragment F${at} on User { a${at}: friends { ...F${at + 1} } b${at}: friends { ...F${at + 1} } }`,
    );
    const text = `{ users @stream { ...F0 } } ${levels.join(' ')} fragment F40 on User { id }`;
    expect(found(text)).toEqual([]);
  });
});
