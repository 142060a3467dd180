import type { TypeIndex } from '../static-types/schema-type.ts';

/** The object types that a value of a type may have: itself, or the members of an interface or union; none for the rest. */
export function possibleTypes(typeName: string, types: TypeIndex): readonly string[] {
  const type = types.get(typeName);
  switch (type?.kind) {
    case 'object':
      return [typeName];
    case 'union':
      return type.related.filter((name) => types.get(name)?.kind === 'object');
    case 'interface':
      return [...types.values()]
        .filter(({ kind, related }) => kind === 'object' && related.includes(typeName))
        .map(({ name }) => name.value);
    default:
      return [];
  }
}
