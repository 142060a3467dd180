import { type FieldDefinitionNode, type FieldNode, Kind } from 'graphql';
import { type JsonObject, type MutableJsonObject, setMember } from '../json/json.ts';
import { remember } from '../memo/remember.ts';
import { exactLiteral } from './exact-literal.ts';

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

/** The arguments of a field that is called because another one needs it: what its definition gives by default. */
export function defaultArguments(definition: FieldDefinitionNode): JsonObject {
  return remember(DEFAULTS, definition, () => {
    const args: MutableJsonObject = {};
    for (const { name, defaultValue } of definition.arguments ?? []) {
      const value = defaultValue === undefined ? undefined : exactLiteral(defaultValue);
      if (value !== undefined) setMember(args, name.value, value);
    }
    return args;
  });
}

const DEFAULTS = new WeakMap<FieldDefinitionNode, JsonObject>();
