import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type PathTree, printPathTree } from '../../mapping/path-tree.ts';
import type { Connector } from '../connector.ts';
import { connectorKey } from '../connector-key.ts';
import { fault } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import { isRootType } from '../root-types.ts';
import { connectorField } from '../selections/judge-selection.ts';
import { possibleTypes } from '../selections/possible-types.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';
import { innermostName } from '../static-types/type-node.ts';
import { directiveOf, type ServiceContext } from './context.ts';

/** What a connector reads of its parent or reference is a field set of that type. */
export function connectorKeyIsFieldSet(connector: Connector, context: ServiceContext): readonly Diagnostic[] {
  const { types, roots } = context;
  const key = connectorKey(connector, isRootType(roots, connector.on.typeName));
  if (key === undefined) return [];
  if (key.paths.size === 0) return connector.on.kind === 'type' ? [noKey(connector, key.variable)] : [];
  for (const typeName of keyedTypes(connector, context)) {
    const fact = invalidity(key.paths, typeName, types);
    if (fact !== undefined) return [notAFieldSet(connector, key.paths, typeName, fact)];
  }
  return [];
}

/** The types whose objects a connector completes by its key: of an abstract one its members. */
export function keyedTypes(connector: Connector, { types }: ServiceContext): readonly string[] {
  const on = connectorField(connector, types);
  if (on === undefined || !connector.entity) return [connector.on.typeName];
  return possibleTypes(innermostName(on.field.type), types);
}

/** Why a tree is no field set of a type; undefined if it is one. */
function invalidity(tree: PathTree, typeName: string, types: TypeIndex): string | undefined {
  const type = types.get(typeName);
  for (const [name, below] of tree) {
    const field = type?.fields.get(name);
    if (field === undefined) return `\`${typeName}\` has no field \`${name}\``;
    const fieldTypeName = innermostName(field.type);
    const kind = types.get(fieldTypeName)?.kind;
    const hasMembers = kind === 'object' || kind === 'interface' || kind === 'union';
    if (hasMembers && below.size === 0) return `\`${typeName}.${name}\` is an object, of which no member is named`;
    if (!hasMembers && below.size > 0) return `\`${typeName}.${name}\` has no members`;
    const deeper = below.size === 0 ? undefined : invalidity(below, fieldTypeName, types);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function noKey(connector: Connector, variable: string): Diagnostic {
  return fault(
    'CONNECTORS_CANNOT_RESOLVE_KEY',
    `${directiveOf(connector)} uses \`${variable}\` as a whole only, so nothing says by which key an object is found.`,
    placeOfNode(connector.directive.name),
    `Name the fields: \`${variable}.id\`.`,
  );
}

function notAFieldSet(connector: Connector, paths: PathTree, typeName: string, fact: string): Diagnostic {
  return fault(
    'CONNECTORS_CANNOT_RESOLVE_KEY',
    `${directiveOf(connector)} needs \`${printPathTree(paths)}\` of \`${typeName}\`, which is no field set: ${fact}.`,
    placeOfNode(connector.directive.name),
    'A key is made of the fields that the request reads, down to scalars.',
  );
}
