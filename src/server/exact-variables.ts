import {
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Makes big integers of variables fit for graphql-js, whose scalars know numbers only: an `ID` gets its digits,
 * `Int` and `Float` a number, a scalar of the schema's own the bigint itself. Without big integers the variables
 * are returned as they are. Pure.
 */
export function exactVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables | undefined,
): Variables | undefined {
  if (variables === undefined || !holdsBigint(variables)) return variables;
  const fitted = new Map(Object.entries(variables));
  for (const { variable, type: node } of operation.variableDefinitions ?? []) {
    const { value: name } = variable.name;
    const type = typeFromAST(schema, node);
    if (fitted.has(name) && isInputType(type)) fitted.set(name, convert(fitted.get(name), type));
  }
  return Object.fromEntries(fitted);
}

function holdsBigint(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  return Object.values(value).some(holdsBigint);
}

function convert(value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return convert(value, type.ofType);
  if (isListType(type)) {
    return Array.isArray(value) ? value.map((item) => convert(item, type.ofType)) : convert(value, type.ofType);
  }
  if (isInputObjectType(type)) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const fields = type.getFields();
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
        return [name, field === undefined ? member : convert(member, field.type)];
      }),
    );
  }
  if (typeof value !== 'bigint' || isEnumType(type)) return value;
  switch (type.name) {
    case 'ID':
      return value.toString();
    case 'Int':
    case 'Float':
      return Number(value);
    default:
      return value;
  }
}
