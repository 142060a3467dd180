import {
  buildASTSchema,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
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
import { nullError } from './execution/null-error.ts';
import { collectFields, type Written } from './planning/collect-fields.ts';
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

/** What an answer by itself does not say. */
export interface Positions {
  readonly isFailed: (path: readonly (string | number)[]) => boolean;
  /** The name of the type of an object; undefined where nothing of it was asked for but that. */
  readonly typeAt: (path: readonly (string | number)[]) => string | undefined;
}

/**
 * The errors of nulls that stand where the schema forbids them and that no error explains; nothing climbs, because the
 * client asked for that (the `onError` proposal for the GraphQL specification). A position that failed has an error,
 * if not at its own path.
 */
export function findForbiddenNulls(
  data: Readonly<Record<string, unknown>>,
  written: WrittenOperation,
  variables: Readonly<Record<string, unknown>>,
  positions: Positions,
): readonly GraphQLError[] {
  const { schema, operation, fragments } = written;
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
        if (positions.isFailed(at)) return;
        found.push(nullError(type.name, field.name, { nodes, path: at }));
      };
      visitValue(object[key], field.type, below, [...path, key], forbid);
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
    } else {
      const type = isAbstractType(inner) ? schema.getType(positions.typeAt(path) ?? '') : inner;
      if (isObjectType(type)) walk(value as Readonly<Record<string, unknown>>, below, type, path);
    }
  }
}
