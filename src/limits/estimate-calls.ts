import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Model } from '../planning/plan-object.ts';
import type { ListSize } from './list-size.ts';

/** What an estimate needs of an operation. */
export interface Estimated {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/**
 * How many calls an operation may make, known before anything is sent: one for each field that has a connector, times the
 * rows of the lists around it. A list has as many rows as an argument says, of its own or of a field around it
 * (`orders(first: 50) { edges { … } }`), else one. Batches, and completions by key, are not counted.
 * Linear in the operation's text. Pure.
 */
export function estimateCalls(model: Model, { schema, operation, fragments }: Estimated, sizeOf: ListSize): number {
  const estimated = new Map<string, Calls>();
  const root = schema.getRootType(operation.operation);
  const calls = root ? below(operation.selectionSet, root.name) : NONE;
  return calls.fixed + calls.perRow;

  function below({ selections }: SelectionSetNode, typeName: string): Calls {
    let fixed = 0;
    let perRow = 0;
    for (const node of selections) {
      const calls =
        node.kind === Kind.FIELD
          ? ofField(node, typeName)
          : node.kind === Kind.INLINE_FRAGMENT
            ? below(node.selectionSet, node.typeCondition?.name.value ?? typeName)
            : ofFragment(node.name.value);
      fixed += calls.fixed;
      perRow += calls.perRow;
    }
    return { fixed, perRow };
  }

  function ofField(node: FieldNode, typeName: string): Calls {
    const own = callsFor(typeName, node.name.value);
    const type = fieldType(typeName, node.name.value);
    if (node.selectionSet === undefined || type === undefined) return { fixed: own, perRow: 0 };
    const inner = below(node.selectionSet, getNamedType(type).name);
    const size = sizeOf(node);
    if (!isList(type)) {
      return size === undefined
        ? { fixed: own + inner.fixed, perRow: inner.perRow }
        : { fixed: own + inner.fixed + size * inner.perRow, perRow: 0 };
    }
    const row = inner.fixed + inner.perRow;
    return size === undefined ? { fixed: own, perRow: row } : { fixed: own + size * row, perRow: 0 };
  }

  function ofFragment(name: string): Calls {
    const known = estimated.get(name);
    if (known !== undefined) return known;
    const definition = fragments[name];
    estimated.set(name, NONE); // what a cycle finds
    const calls = definition === undefined ? NONE : below(definition.selectionSet, definition.typeCondition.name.value);
    estimated.set(name, calls);
    return calls;
  }

  /** Of the types that an object may have, the one that takes most calls. */
  function callsFor(typeName: string, fieldName: string): number {
    const type = schema.getType(typeName);
    const names = isCompositeType(type) && isAbstractType(type) ? schema.getPossibleTypes(type) : [{ name: typeName }];
    return Math.max(0, ...names.map(({ name }) => (model.steps.ofField(name, fieldName).length > 0 ? 1 : 0)));
  }

  function fieldType(typeName: string, fieldName: string): GraphQLOutputType | undefined {
    const type = schema.getType(typeName);
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName]?.type : undefined;
  }
}

/** Calls below a place: those in any case, and those for each row of the next list whose size is said further out. */
interface Calls {
  readonly fixed: number;
  readonly perRow: number;
}

const NONE: Calls = { fixed: 0, perRow: 0 };

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
