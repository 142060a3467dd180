import type { ConstDirectiveNode, ConstObjectFieldNode, ConstValueNode } from 'graphql';

/**
 * The value at a path of a directive's arguments: argument name, then member names and list indices.
 * `undefined` when nothing is written there. A single value in the place of a list is its element 0, as GraphQL
 * coerces it.
 */
export function argumentNode(
  directive: ConstDirectiveNode,
  ...[name, ...path]: readonly [string, ...(string | number)[]]
): ConstValueNode | undefined {
  let value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  for (const step of path) {
    if (value === undefined) return undefined;
    value = typeof step === 'number' ? elements(value)[step] : memberNode(value, step)?.value;
  }
  return value;
}

/** Like {@link argumentNode}, a written `null` counting as nothing. */
export function givenNode(
  directive: ConstDirectiveNode,
  ...path: readonly [string, ...(string | number)[]]
): ConstValueNode | undefined {
  const value = argumentNode(directive, ...path);
  return value?.kind === 'NullValue' ? undefined : value;
}

/** A member of an object value, with its name. */
export function memberNode(value: ConstValueNode | undefined, name: string): ConstObjectFieldNode | undefined {
  return value?.kind === 'ObjectValue' ? value.fields.find((field) => field.name.value === name) : undefined;
}

/** The string at a path, if a string is written there. */
export function stringArgument(
  directive: ConstDirectiveNode,
  ...path: readonly [string, ...(string | number)[]]
): string | undefined {
  const value = argumentNode(directive, ...path);
  return value?.kind === 'StringValue' ? value.value : undefined;
}

/** The elements of a list value; any other value is a list of one. */
export function elements(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === 'ListValue' ? value.values : [value];
}
