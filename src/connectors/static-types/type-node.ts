import type { TypeNode } from 'graphql';

/** The named type inside all list and non-null wrappers. */
export function innermostName(type: TypeNode): string {
  return type.kind === 'NamedType' ? type.name.value : innermostName(type.type);
}

/** `T!`, whatever T is. */
export function isNonNull(type: TypeNode): boolean {
  return type.kind === 'NonNullType';
}

/** `[T]` or `[T]!`. */
export function isList(type: TypeNode): boolean {
  return (type.kind === 'NonNullType' ? type.type : type).kind === 'ListType';
}
