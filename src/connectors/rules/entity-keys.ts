import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type PathTree, printPathTree } from '../../mapping/path-tree.ts';
import type { Connector } from '../connector.ts';
import { connectorKey } from '../connector-key.ts';
import { fault } from '../fault.ts';
import { directiveRolesOf } from '../federation.ts';
import { placeOfNode } from '../place.ts';
import { isRootType } from '../root-types.ts';
import { connectorField } from '../selections/judge-selection.ts';
import { literalTypenames } from '../selections/output.ts';
import { outputOf } from '../selections/output-of.ts';
import { innermostName } from '../static-types/type-node.ts';
import type { ServiceContext } from './context.ts';
import { type ResolvableKey, resolvableKeys } from './key-directives.ts';

/** A resolvable `@key` is covered by the key of one connector of the type, in whatever service. Connectors spec, "`@key`". */
export function entityKeysAreCovered(services: readonly ServiceContext[]): readonly Diagnostic[] {
  const keys = services.flatMap(keysByType);
  const promised = new Map(services.flatMap(promisedKeys).map((promise) => [promise.key.directive, promise]));
  return [...promised.values()]
    .filter(
      ({ typeName, key }) => !keys.some((known) => known.typeName === typeName && contains(known.paths, key.fields)),
    )
    .map(({ typeName, key }) =>
      fault(
        'MISSING_ENTITY_CONNECTOR',
        `\`${typeName}\` promises to be found by \`@key(fields: "${printPathTree(key.fields)}")\`, but no connector does.`,
        placeOfNode(key.directive),
        `Add a connector on \`${typeName}\` that uses these fields of \`$this\` or \`$batch\`, a \`Query\` field with \`entity: true\`, or write \`resolvable: false\`.`,
      ),
    );
}

function promisedKeys({ reading, types }: ServiceContext): readonly { typeName: string; key: ResolvableKey }[] {
  const roles = directiveRolesOf(reading.document);
  return [...types].flatMap(([typeName, type]) => resolvableKeys(type, roles).map((key) => ({ typeName, key })));
}

/** The keys of a service's connectors, with each type that they can complete. */
function keysByType(context: ServiceContext): readonly { readonly typeName: string; readonly paths: PathTree }[] {
  return context.reading.connectors.flatMap((connector) => {
    const key = connectorKey(connector, isRootType(context.roots, connector.on.typeName));
    return key === undefined
      ? []
      : completedTypes(connector, context).map((typeName) => ({ typeName, paths: key.paths }));
  });
}

/** An entity field of an abstract type completes that type, and each that its selection names. */
function completedTypes(connector: Connector, { types }: ServiceContext): readonly string[] {
  const on = connectorField(connector, types);
  if (on === undefined || !connector.entity) return [connector.on.typeName];
  const typeName = innermostName(on.field.type);
  return types.get(typeName)?.kind === 'object'
    ? [typeName]
    : [typeName, ...literalTypenames(outputOf(connector.selection))];
}

function contains(tree: PathTree, wanted: PathTree): boolean {
  return [...wanted].every(([name, below]) => {
    const found = tree.get(name);
    return found !== undefined && contains(found, below);
  });
}
