import { describe, expect, test } from 'vitest';
import { ask, ENGINES, nullAt, told } from './asking.ts';

const PETS = (type: string) => `
  union Pet = Dog | Cat
  interface Named { name: String }
  type Dog implements Named { id: ID name: String barks: Boolean! owner: Owner
    toys: [String] @connect(source: "s", http: { GET: "/toys/{$this.id}" }, selection: "$") }
  type Cat implements Named @connect(source: "s", http: { POST: "/cats", body: "ids: $batch.id" }, selection: "id lives") {
    id: ID! name: String lives: Int }
  type Owner @connect(source: "s", http: { GET: "/owners/{$this.id}" }, selection: "id name") { id: ID! name: String }
  type Query { pets: ${type} @connect(source: "s", http: { GET: "/pets" }, selection: """
    $ { ... kind->match(["dog", { __typename: "Dog", id, name, barks, owner: owner { id } }], ["cat", { __typename: "Cat", id, name }], [@, null]) }""") }`;
const DOG = { kind: 'dog', id: 1, name: 'Rex', barks: true, owner: { id: 9 } };
const CAT = { kind: 'cat', id: 2, name: 'Tom' };
const ANSWERS = {
  '/pets': [DOG, CAT],
  '/toys/1': ['ball'],
  'POST /cats': [{ id: 2, lives: 9 }],
  '/owners/9': { id: 9, name: 'Ada' },
};

/** After graphql-js's union-interface-test and abstract-test. */
describe.for(ENGINES)('a field of an interface or a union (%s)', (engine) => {
  const asked = { engine, types: PETS('[Pet]'), answers: ANSWERS };

  test('has each of its members by its own fragments, with the calls of its own type', async () => {
    const query =
      '{ pets { __typename ... on Dog { name barks toys owner { name } } ...C } } fragment C on Cat { lives name }';
    const { data, errors, calls } = await ask(asked, query);
    expect({ data, errors }).toEqual({
      data: {
        pets: [
          { __typename: 'Dog', name: 'Rex', barks: true, toys: ['ball'], owner: { name: 'Ada' } },
          { __typename: 'Cat', lives: 9, name: 'Tom' },
        ],
      },
      errors: [],
    });
    expect([...calls].sort()).toEqual(['GET /owners/9', 'GET /pets', 'GET /toys/1', 'POST /cats {"ids":[2]}']);
  });

  test('keeps the order in which the operation asks, for each member', async () => {
    const { data } = await ask(
      asked,
      '{ pets { ... on Named { name } __typename ... on Cat { lives } ... on Dog { barks } } }',
    );
    expect(JSON.stringify(data)).toBe(
      '{"pets":[{"name":"Rex","__typename":"Dog","barks":true},{"name":"Tom","__typename":"Cat","lives":9}]}',
    );
  });

  test('is an empty object where no fragment suits', async () => {
    const { data } = await ask(asked, '{ pets { ... on Dog { name } } }');
    expect(data).toEqual({ pets: [{ name: 'Rex' }, {}] });
  });

  test('calls for a member only what that member was asked for', async () => {
    const { calls } = await ask(asked, '{ pets { ... on Dog { toys } } }');
    expect(calls).toEqual(['GET /pets', 'GET /toys/1']);
  });

  test('is null where the data does not say which member it is', async () => {
    const answers = { ...ANSWERS, '/pets': [{ kind: 'fish' }, CAT, 7, null] };
    const { data, errors } = await ask({ ...asked, answers }, '{ pets { __typename } }');
    expect({ data, errors }).toEqual({ data: { pets: [null, { __typename: 'Cat' }, null, null] }, errors: [] });
  });

  test('takes the list with it where its elements must be there', async () => {
    const answers = { ...ANSWERS, '/pets': [CAT, { kind: 'fish' }] };
    const { data, errors } = await ask({ engine, types: PETS('[Pet!]'), answers }, '{ pets { __typename } }');
    expect(data).toEqual({ pets: null });
    expect(told(errors)).toEqual([nullAt('Query.pets', 'pets', 1)]);
  });

  test('has the nullability of each of its members', async () => {
    const answers = { ...ANSWERS, '/pets': [{ ...DOG, barks: null }, CAT] };
    const { data, errors } = await ask({ ...asked, answers }, '{ pets { ... on Dog { barks } ... on Cat { lives } } }');
    expect(data).toEqual({ pets: [null, { lives: 9 }] });
    expect(told(errors)).toEqual([nullAt('Dog.barks', 'pets', 0, 'barks')]);
  });

  test('keeps such nulls for a client that asks so', async () => {
    const answers = { ...ANSWERS, '/pets': [{ ...DOG, barks: null }, CAT] };
    const settings = { onError: 'NULL' as const };
    const { data, errors } = await ask({ ...asked, answers, settings }, '{ pets { ... on Dog { barks } } }');
    expect(data).toEqual({ pets: [{ barks: null }, {}] });
    expect(told(errors)).toEqual([nullAt('Dog.barks', 'pets', 0, 'barks')]);
  });
});
