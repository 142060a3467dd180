import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { argumentNode } from '../argument-node.ts';
import type { Connector } from '../connector.ts';
import { fault } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import { argumentOf } from './context.ts';

/** The `id` of a connector is a GraphQL Name. GraphQL spec, "Names". */
export function connectorIdIsName(connector: Connector): readonly Diagnostic[] {
  const { id } = connector;
  if (id === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(id)) return [];
  return [
    fault(
      'INVALID_CONNECTOR_ID_NAME',
      `${argumentOf(connector, 'id')} is \`${id}\`, which is not a GraphQL name.`,
      placeOfId(connector),
      'Letters, digits and `_` may be used; the first is no digit.',
    ),
  ];
}

/** No two connectors of a service have the same `id`. */
export function connectorIdsAreUnique(connectors: readonly Connector[]): readonly Diagnostic[] {
  const byId = Map.groupBy(connectors, ({ id }) => id);
  return [...byId].flatMap(([id, same]) => {
    if (id === undefined || same.length === 1) return [];
    return [fault('DUPLICATE_ID_NAME', `${same.length} connectors have the \`id\` \`${id}\`.`, same.map(placeOfId))];
  });
}

function placeOfId({ directive }: Connector) {
  return placeOfNode(argumentNode(directive, 'id') ?? directive);
}
