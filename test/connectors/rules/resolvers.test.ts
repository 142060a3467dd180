import { describe, expect, test } from 'vitest';
import { NO_RESOLVERS, type Resolvers } from '../../../src/connectors/rules/resolved-fields.ts';
import { codesAndLines, findingsOf } from '../../conformance/findings-of.ts';
import { preludeOf } from '../../conformance/validation-page.ts';

function check(text: string, fields: readonly string[], types: readonly string[] = []): readonly string[] {
  const resolvers: Resolvers = {
    resolved: (typeName, fieldName) => fields.includes(`${typeName}.${fieldName}`),
    resolvedType: (typeName) => types.includes(typeName),
  };
  return codesAndLines(findingsOf([{ name: 'service', text: text + preludeOf('v0.3', true) }], resolvers));
}

describe('TypeScript resolvers', () => {
  test('provide their fields', () => {
    const schema = 'type Query {\n a: Int\n b: Int\n }';
    expect(check(schema, [])).toEqual(['CONNECTORS_UNRESOLVED_FIELD 2', 'CONNECTORS_UNRESOLVED_FIELD 3']);
    expect(check(schema, ['Query.a'])).toEqual(['CONNECTORS_UNRESOLVED_FIELD 3']);
  });

  test('provide the fields of what they return, and of what those return', () => {
    const schema =
      'type Query {\n me: User\n }\n type User {\n name: String\n team: [Team!]!\n }\n type Team {\n code: ID\n }';
    expect(check(schema, ['Query.me'])).toEqual([]);
    expect(check(schema, ['User.team'])).toEqual(['CONNECTORS_UNRESOLVED_FIELD 2', 'CONNECTORS_UNRESOLVED_FIELD 5']);
  });

  test('produce interfaces and unions, which connectors could not below v0.4', () => {
    const schema = `type Query {
      found: [Found!]
      other: Int
    }
    union Found = A | B
    interface Node { id: ID }
    type A implements Node { id: ID }
    type B { id: ID }`;
    expect(check(schema, ['Query.found', 'Query.other'])).toEqual(['CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE 6']);
    expect(check(schema, ['Query.found', 'Query.other'], ['Node'])).toEqual([]);
  });

  test('do not excuse faults of connectors', () => {
    const schema = 'type Query { a: Int @connect(source: "pulse", http: { GET: "/{$args.x}" }, selection: "$.a") }';
    expect(check(schema, ['Query.a'])).toEqual(['INVALID_URL 1']);
  });

  test('are none unless someone says so', () => {
    expect(NO_RESOLVERS.resolved('Query', 'a')).toBe(false);
    expect(NO_RESOLVERS.resolvedType('Query')).toBe(false);
  });
});
