import {
  buildASTSchema,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  printSchema,
  type SelectionSetNode,
  type TypeNode,
  visit,
} from 'graphql';
import { collectFields, type Written } from './engine/collect-fields.ts';
import type { WrittenOperation } from './planning/wanted-fields.ts';

/** The same schema in which every output may be null: what `onError: NULL` is executed against. */
export function nullableTwin(schema: GraphQLSchema): GraphQLSchema {
  const document = visit(parse(printSchema(schema)), {
    FieldDefinition: (node) => ({ ...node, type: nullable(node.type) }),
  });
  return buildASTSchema(document, { assumeValid: true });
}

function nullable(type: TypeNode): TypeNode {
  if (type.kind === Kind.NON_NULL_TYPE) return nullable(type.type);
  return type.kind === Kind.LIST_TYPE ? { ...type, type: nullable(type.type) } : type;
}

/**
 * The errors of nulls that stand where the schema forbids them and that no error explains; nothing climbs, because the
 * client asked for that (the `onError` proposal for the GraphQL specification). `isCalled` tells fields with calls of
 * their own, whose nulls are not explained by a failed completion of their object.
 */
export function findForbiddenNulls(
  data: Readonly<Record<string, unknown>>,
  written: WrittenOperation,
  variables: Readonly<Record<string, unknown>>,
  errors: readonly GraphQLError[],
  isCalled: (typeName: string, fieldName: string) => boolean,
): readonly GraphQLError[] {
  const { schema, operation, fragments } = written;
  const explained = new Set(errors.map(({ path = [] }) => path.join('\n')));
  const found: GraphQLError[] = [];
  const context: Written = { schema, fragments, flags: variables };
  const root = schema.getRootType(operation.operation);
  if (root) walk(data, [operation.selectionSet], root, []);
  return found;

  function walk(
    object: Readonly<Record<string, unknown>>,
    sets: readonly SelectionSetNode[],
    type: GraphQLObjectType,
    path: readonly (string | number)[],
  ): void {
    for (const [key, nodes] of collectFields(sets, type, context)) {
      const field = type.getFields()[nodes[0]?.name.value ?? ''];
      if (field === undefined) continue;
      const below = nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
      const forbid = (at: readonly (string | number)[]): void => {
        if (explained.has(at.join('\n'))) return;
        const message = `Cannot return null for non-nullable field ${type.name}.${field.name}.`;
        found.push(new GraphQLError(message, { nodes, path: at }));
      };
      const at = [...path, key];
      // A failed completion is told at the path of its object, whose fields are null because of it.
      if (object[key] === null && explained.has(path.join('\n')) && !isCalled(type.name, field.name)) continue;
      visitValue(object[key], field.type, below, at, forbid);
    }
  }

  function visitValue(
    value: unknown,
    type: GraphQLOutputType,
    below: readonly SelectionSetNode[],
    path: readonly (string | number)[],
    forbid: (at: readonly (string | number)[]) => void,
  ): void {
    if (value === null || value === undefined) {
      if (isNonNullType(type)) forbid(path);
      return;
    }
    const inner = isNonNullType(type) ? type.ofType : type;
    if (isListType(inner) && Array.isArray(value)) {
      for (const [index, element] of value.entries())
        visitValue(element, inner.ofType, below, [...path, index], forbid);
    } else if (isObjectType(inner)) {
      walk(value as Readonly<Record<string, unknown>>, below, inner, path);
    }
  }
}
