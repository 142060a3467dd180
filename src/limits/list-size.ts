import { type FieldNode, type GraphQLField, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** Arguments that commonly say how many rows a list shall have. */
const SIZE_ARGUMENTS: ReadonlySet<string> = new Set(['first', 'last', 'limit', 'size', 'pageSize', 'perPage', 'take']);

/** How many rows a field asks for; undefined where it does not say. */
export type ListSize = (field: FieldNode) => number | undefined;

/** Reads sizes from literals and variables, and tells whether a variable was among them. Pure. */
export function createListSize(
  operation: OperationDefinitionNode,
  variables: Variables,
): { readonly sizeOf: ListSize; dependsOnVariables(): boolean } {
  let hasVariable = false;
  const numberOf = (value: ValueNode): number | undefined => {
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind !== Kind.VARIABLE) return undefined;
    hasVariable = true;
    const { value: name } = value.name;
    if (Object.hasOwn(variables, name)) return toNumber(variables[name]);
    const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
    return definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : undefined;
  };
  return {
    sizeOf(field) {
      for (const { name, value } of field.arguments ?? []) {
        if (!SIZE_ARGUMENTS.has(name.value)) continue;
        const size = numberOf(value);
        if (size !== undefined) return Math.max(1, size);
      }
      return undefined;
    },
    dependsOnVariables: () => hasVariable,
  };
}

function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

/** How many rows a field has where its operation does not say: the default of such an argument. Pure. */
export function defaultSizeOf({ args }: GraphQLField<unknown, unknown>): number | undefined {
  const size = args.find(({ name }) => SIZE_ARGUMENTS.has(name))?.defaultValue;
  return typeof size === 'number' ? Math.max(1, size) : undefined;
}
