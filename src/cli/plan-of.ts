import { type DefinitionNode, Kind, type OperationDefinitionNode } from 'graphql';
import { createListSize, defaultSizeOf, type Variables } from '../limits/list-size.ts';
import type { Model } from '../planning/plan-object.ts';
import { planOperation } from '../planning/plan-operation.ts';
import type { OperationOutline } from '../planning/plan-operation-outline.ts';

/** How many rows a list is taken to have that does not say: enough to show what grows with them. */
export const ASSUMED_ROWS = 10;

export interface PlannedOperation {
  readonly operation: OperationDefinitionNode;
  /** Its document's: the fragments among them are what it may spread. */
  readonly definitions: readonly DefinitionNode[];
}

/** The plan of one valid operation of a document, for these values of its variables. Pure. */
export function planOf(
  model: Model,
  { operation, definitions }: PlannedOperation,
  { variables, rows }: { readonly variables: Variables; readonly rows: number },
): OperationOutline {
  const named = definitions.flatMap((node) =>
    node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
  );
  const written = { schema: model.graph.apiSchema, operation, fragments: Object.fromEntries(named) };
  const size = createListSize(operation, variables);
  return planOperation(
    model,
    { ...written, flags: { ...defaultsOf(operation), ...variables } },
    { sizeOf: (node, field) => size.sizeOf(node) ?? defaultSizeOf(field), assumedRows: rows },
  );
}

/** Defaults that `@skip` and `@include` may read. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  const known = variableDefinitions.flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value] as const] : [],
  );
  return Object.fromEntries(known);
}
