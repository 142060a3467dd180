import { type FieldNode, GraphQLError, type GraphQLField, getArgumentValues, visit } from 'graphql';
import { connectorArguments } from '../execution/connector-arguments.ts';
import type { JsonObject } from '../json/json.ts';
import { stableKey } from '../json/stable-key.ts';

type Variables = Readonly<Record<string, unknown>>;

/** A field's own arguments, with a text that equal ones share; or what is wrong with them, in graphql-js's words. */
export type ReadArguments = (variables: Variables) => CallArguments | GraphQLError;

export interface CallArguments {
  readonly values: JsonObject;
  readonly key: string;
}

/** How the arguments of a field are read; those that name no variable only once. */
export function argumentsOf(node: FieldNode, field: GraphQLField<unknown, unknown>): ReadArguments {
  const read: ReadArguments = (variables) => readArguments(node, field, variables);
  if (hasVariables(node)) return read;
  let constant: CallArguments | GraphQLError | undefined;
  return (variables) => {
    constant ??= read(variables);
    return constant;
  };
}

/** Whether the arguments of a field name variables. */
export function hasVariables(node: FieldNode | undefined): boolean {
  let found = false;
  for (const argument of node?.arguments ?? []) {
    visit(argument, {
      Variable() {
        found = true;
      },
    });
  }
  return found;
}

function readArguments(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  variables: Variables,
): CallArguments | GraphQLError {
  if (field.args.length === 0) return NO_ARGUMENTS;
  try {
    const given = getArgumentValues(field, node, { ...variables }) as JsonObject;
    const values = connectorArguments(given, node, variables);
    return { values, key: stableKey(values) };
  } catch (error) {
    return error instanceof GraphQLError ? error : new GraphQLError(String(error));
  }
}

const NO_ARGUMENTS: CallArguments = { values: {}, key: '{}' };
