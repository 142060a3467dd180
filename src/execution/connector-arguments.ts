import { type FieldNode, Kind } from 'graphql';
import type { JsonObject, MutableJsonObject } from '../json/json.ts';

/**
 * A field's arguments as connectors see them: those of GraphQL, but a whole argument whose variable nobody gave is
 * null, unless it has a default (Connectors spec, arguments). What was left out of the query itself stays absent.
 */
export function connectorArguments(
  args: JsonObject,
  node: FieldNode | undefined,
  variables: Readonly<Record<string, unknown>>,
): JsonObject {
  let completed: MutableJsonObject | undefined;
  for (const { name, value } of node?.arguments ?? []) {
    if (value.kind !== Kind.VARIABLE || Object.hasOwn(variables, value.name.value)) continue;
    if (Object.hasOwn(args, name.value)) continue;
    completed ??= { ...args };
    completed[name.value] = null;
  }
  return completed ?? args;
}
