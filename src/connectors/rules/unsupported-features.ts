import type { TypeDefinitionNode, TypeExtensionNode } from 'graphql';
import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import { fault } from '../fault.ts';
import { findLink, readLinks } from '../link.ts';
import { placeInFile, placeOfNode } from '../place.ts';
import { isPolled } from '../poll.ts';
import type { WrittenType } from '../service-reading.ts';
import type { ServiceContext } from './context.ts';

/**
 * Interfaces and unions need v0.4, unless a TypeScript resolver produces their values (`isResolved`).
 */
export function abstractTypes(
  { reading, types }: ServiceContext,
  isResolved: (typeName: string) => boolean,
): readonly Diagnostic[] {
  if (reading.service.version === '0.4') return [];
  return [...types.values()]
    .filter(({ kind, name }) => (kind === 'interface' || kind === 'union') && !isResolved(name.value))
    .map((type) =>
      fault(
        'CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE',
        `\`${type.name.value}\` is ${type.kind === 'union' ? 'a union' : 'an interface'}, which connect v${reading.service.version} does not support.`,
        keywordAndName(type),
        'Link connect v0.4.',
      ),
    );
}

/** Nothing can be subscribed to over HTTP requests, unless it is polled. */
export function subscriptions({ types, roots }: ServiceContext): readonly Diagnostic[] {
  const type = types.get(roots.subscription);
  if (type === undefined || [...type.fields.values()].some(isPolled)) return [];
  return [
    fault(
      'SUBSCRIPTION_IN_CONNECTORS',
      `\`${type.name.value}\` is the root type of subscriptions, which connectors do not support.`,
      placeOfNode(type.name),
      'Say of its fields how often they are asked for, with `@poll(every: "5s")`, or remove it.',
    ),
  ];
}

/** Federation's `@context` and `@fromContext` cannot be kept by connectors. */
export function federationDirectives({ reading }: ServiceContext): readonly Diagnostic[] {
  const link = findLink(readLinks(reading.document), 'federation');
  return (link?.imports ?? [])
    .filter(({ name }) => name === '@context' || name === '@fromContext')
    .map(({ name, node }) =>
      fault(
        'CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE',
        `The directive \`${name}\` of federation is imported, which connectors do not support.`,
        placeOfNode(node),
        'Remove it from the import list.',
      ),
    );
}

/** From the keyword (`interface`, `union`) to the name; a description or `extend` before it is left out. */
function keywordAndName({ name, nodes }: WrittenType): Place {
  const node: TypeDefinitionNode | TypeExtensionNode | undefined = nodes.find((candidate) => candidate.name === name);
  const keyword = name.loc?.startToken.prev;
  if (node === undefined || keyword === undefined || keyword === null || name.loc === undefined)
    return placeOfNode(name);
  return placeInFile(name, { start: keyword.start, end: name.loc.end });
}
