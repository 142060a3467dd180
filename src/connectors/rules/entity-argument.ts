import type { ConstValueNode, FieldDefinitionNode } from 'graphql';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { argumentNode } from '../argument-node.ts';
import type { Connector } from '../connector.ts';
import { fault } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import { connectorField } from '../selections/judge-selection.ts';
import { innermostName, isList, isNonNull } from '../static-types/type-node.ts';
import { argumentOf, elementOf, type ServiceContext } from './context.ts';
import { matchEntityArguments } from './entity-arguments.ts';

/**
 * `entity: true` stands on a `Query` field that returns one nullable object and takes its key as arguments;
 * a connector on a type cannot say that it is none. Connectors spec, "`entity: true`". One finding at most.
 */
export function entityArgument(connector: Connector, context: ServiceContext): readonly Diagnostic[] {
  const node = argumentNode(connector.directive, 'entity');
  if (node?.kind !== 'BooleanValue') return [];
  const on = connectorField(connector, context.types);
  if (on === undefined) return node.value ? [] : [typeIsNoEntity(connector, node)];
  if (!node.value) return [];
  const finding =
    notOnQuery(connector, node, context) ??
    notOneObject(connector, node, on.field, context) ??
    matchEntityArguments(connector, node, on.field, context);
  return finding === undefined ? [] : [finding];
}

function typeIsNoEntity(connector: Connector, node: ConstValueNode): Diagnostic {
  return fault(
    'CONNECT_ON_TYPE_MUST_BE_ENTITY',
    `${argumentOf(connector, 'entity')} is \`false\`, but a connector on a type always resolves it by its key.`,
    placeOfNode(node),
    'Leave `entity` out.',
  );
}

function notOnQuery(connector: Connector, node: ConstValueNode, { roots }: ServiceContext): Diagnostic | undefined {
  if (connector.on.typeName === roots.query) return undefined;
  return fault(
    'ENTITY_NOT_ON_ROOT_QUERY',
    `${argumentOf(connector, 'entity')} is \`true\`, but only fields of \`${roots.query || 'Query'}\` resolve entities.`,
    placeOfNode(node),
    'Leave `entity` out: a connector on a field of another type has its parent as key.',
  );
}

function notOneObject(
  connector: Connector,
  node: ConstValueNode,
  field: FieldDefinitionNode,
  { types }: ServiceContext,
): Diagnostic | undefined {
  const typeName = innermostName(field.type);
  const kind = types.get(typeName)?.kind;
  const isComposite = kind === 'object' || kind === 'interface' || kind === 'union';
  const fact = !isComposite
    ? `returns \`${typeName}\`, which is no object type`
    : isList(field.type)
      ? 'returns a list'
      : isNonNull(field.type)
        ? 'can never be null'
        : undefined;
  if (fact === undefined) return undefined;
  return fault(
    'ENTITY_TYPE_INVALID',
    `${argumentOf(connector, 'entity')} is \`true\`, but \`${elementOf(connector)}\` ${fact}.`,
    placeOfNode(node),
    'An entity field returns one nullable object.',
  );
}
