import { getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { printSelection } from '../../src/mapping/printer.ts';
import { pruneSelection } from '../../src/planning/prune-selection.ts';
import { wantedFields } from '../../src/planning/wanted-fields.ts';
import { modelOf } from './graph.ts';

function pruned(types: string, coordinate: string, query: string, resolved: readonly string[] = []): string {
  const model = modelOf(types, { resolved });
  const document = parse(query);
  const operation = getOperationAST(document);
  const connector = model.graph.connectors.find((one) => one.coordinate === `graph:${coordinate}`);
  if (!operation || connector === undefined) throw new Error('No such operation or connector.');
  const fragments = Object.fromEntries(
    document.definitions.flatMap((node) => (node.kind === 'FragmentDefinition' ? [[node.name.value, node]] : [])),
  );
  const wanted = wantedFields(model, { schema: model.graph.apiSchema, operation, fragments });
  const { on } = connector;
  const type =
    on.kind === 'type' ? on.typeName : (model.graph.objects.get(on.typeName)?.fields.get(on.fieldName)?.typeName ?? '');
  return printSelection(pruneSelection(connector.selection, type, model.graph, wanted)).replace(/\s+/g, ' ');
}

const TYPES = `
  type Query { list: [T] @connect(source: "s", http: { GET: "/list" }, selection: """
    id name: full_name size: $(1) owner { id mail } meta.deep { note }
    tags: tags->map({ a: @.a, b: @.b }) { a b }
  """) }
  type T { id: ID name: String size: Int note: String owner: Person tags: [Tag]
    price: Int @connect(source: "s", http: { GET: "/price/{$this.id}" }, selection: "$.price") }
  type Person { id: ID mail: String }
  type Tag { a: Int b: Int }`;

describe('pruneSelection', () => {
  test('keeps what is asked for, whatever its alias, and the keys of later calls', () => {
    expect(pruned(TYPES, 'Query.list[0]', '{ list { called: name } }')).toBe('id name: full_name meta.deep {}');
  });

  test('reaches into groups, fragments and implicit spreads', () => {
    const query = '{ list { ...F tags { b } } } fragment F on T { owner { mail } note }';
    expect(pruned(TYPES, 'Query.list[0]', query)).toBe(
      'id owner { mail } meta.deep { note } tags: tags->map({ a: @.a, b: @.b }) { b }',
    );
  });

  test('touches nothing where TypeScript may read its parent', () => {
    expect(pruned(TYPES, 'Query.list[0]', '{ list { size } }', ['T.size'])).toContain('owner { id mail }');
  });
});
