import type { FieldDefinitionNode } from 'graphql';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { PathTree } from '../../mapping/path-tree.ts';
import { fault } from '../fault.ts';
import { directiveRolesOf, federationDirective } from '../federation.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';
import { innermostName } from '../static-types/type-node.ts';
import { placeOfField, type ServiceContext } from './context.ts';
import { resolvableKeys } from './key-directives.ts';
import type { ResolvedFields } from './resolved-fields.ts';

/**
 * Every field of every object type gets its value from somewhere: a selection, its own connector, a resolvable key,
 * a resolver, or (`@external`) a service that is not here. Judged over all services together: one may provide what
 * another declares. Connectors spec, "which fields count as provided".
 */
export function fieldsAreProvided(
  services: readonly ServiceContext[],
  resolved: ResolvedFields,
): readonly Diagnostic[] {
  const provided = new Set(services.flatMap((service) => [...providedBy(service)]));
  const unresolved = new Map<string, FieldDefinitionNode>();
  for (const [coordinate, field] of services.flatMap(internalFields)) {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    if (provided.has(coordinate) || resolved.provides(typeName, fieldName) || unresolved.has(coordinate)) continue;
    unresolved.set(coordinate, field);
  }
  return [...unresolved].map(([coordinate, field]) =>
    fault(
      'CONNECTORS_UNRESOLVED_FIELD',
      `Nothing provides \`${coordinate}\`: no selection yields it, and it has no \`@connect\` of its own.`,
      placeOfField(field),
      hintFor(field),
    ),
  );
}

function hintFor({ arguments: args = [] }: FieldDefinitionNode): string {
  if (args.length > 0) return 'A field with arguments needs a `@connect` of its own.';
  return 'Add it to the selection of a connector, give it a `@connect`, or remove it.';
}

function* providedBy({ reading, types, judgementOf }: ServiceContext): Iterable<string> {
  const roles = directiveRolesOf(reading.document);
  for (const connector of reading.connectors) {
    if (connector.on.kind === 'field') yield `${connector.on.typeName}.${connector.on.fieldName}`;
    yield* judgementOf(connector).provided;
  }
  for (const [typeName, type] of types) {
    for (const { fields } of resolvableKeys(type, roles)) yield* coordinatesIn(fields, typeName, types);
  }
}

/** A field set and what is nested in it, each as `Type.field`. */
function* coordinatesIn(tree: PathTree, typeName: string, types: TypeIndex): Iterable<string> {
  for (const [name, below] of tree) {
    const field = types.get(typeName)?.fields.get(name);
    if (field === undefined) continue;
    yield `${typeName}.${name}`;
    yield* coordinatesIn(below, innermostName(field.type), types);
  }
}

/** The fields of object types that a service itself answers for. */
function internalFields({ reading, types }: ServiceContext): readonly (readonly [string, FieldDefinitionNode])[] {
  const roles = directiveRolesOf(reading.document);
  const isExternal = (node: Pick<FieldDefinitionNode, 'directives'>) =>
    federationDirective(node.directives, 'external', roles) !== undefined;
  return [...types]
    .filter(([, type]) => type.kind === 'object' && !isExternal(type))
    .flatMap(([typeName, type]) =>
      [...type.fields.values()]
        .filter((field) => !isExternal(field))
        .map((field) => [`${typeName}.${field.name.value}`, field] as const),
    );
}
