import { possibleTypes } from '../selections/possible-types.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';
import { innermostName } from '../static-types/type-node.ts';

/** What TypeScript resolvers take care of. */
export interface Resolvers {
  /** A resolver provides this field. */
  readonly resolved: (typeName: string, fieldName: string) => boolean;
  /** A resolver produces values of this type elsewhere (an abstract type with its own `__resolveType`, say). */
  readonly resolvedType: (typeName: string) => boolean;
}

export const NO_RESOLVERS: Resolvers = { resolved: () => false, resolvedType: () => false };

/** The same with its consequences: what a resolver returns has its own members. */
export interface ResolvedFields {
  readonly provides: (typeName: string, fieldName: string) => boolean;
  readonly producesType: (typeName: string) => boolean;
}

/**
 * A field with a resolver is provided, and so are the fields of what it returns, and of what those return: a member
 * without resolver or connector is read from the object.
 */
export function resolvedFieldsOf(indexes: readonly TypeIndex[], resolvers: Resolvers): ResolvedFields {
  const produced = new Set<string>();
  const visit = (typeName: string, types: TypeIndex) => {
    if (produced.has(typeName) || !types.has(typeName)) return;
    produced.add(typeName);
    for (const member of possibleTypes(typeName, types)) if (member !== typeName) visit(member, types);
    for (const field of types.get(typeName)?.fields.values() ?? []) visit(innermostName(field.type), types);
  };
  for (const types of indexes) {
    for (const [typeName, { kind, fields }] of types) {
      if (resolvers.resolvedType(typeName)) visit(typeName, types);
      if (kind !== 'object') continue;
      for (const [fieldName, field] of fields) {
        if (resolvers.resolved(typeName, fieldName)) visit(innermostName(field.type), types);
      }
    }
  }
  return {
    provides: (typeName, fieldName) => produced.has(typeName) || resolvers.resolved(typeName, fieldName),
    producesType: (typeName) => produced.has(typeName),
  };
}
