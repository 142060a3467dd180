import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { directiveName, findLink, type Link, readLinks } from './link.ts';

/** Directives of the federation specification: understood where they matter here, tolerated everywhere. */
const FEDERATION_DIRECTIVES = [
  'key',
  'external',
  'requires',
  'provides',
  'inaccessible',
  'shareable',
  'extends',
  'override',
  'tag',
  'interfaceObject',
  'composeDirective',
  'authenticated',
  'requiresScopes',
  'policy',
  'context',
  'fromContext',
  'cost',
  'listSize',
  'cacheTag',
] as const;

export type FederationDirective = (typeof FEDERATION_DIRECTIVES)[number];

/** What a directive's name means in one file. */
export type DirectiveRole =
  | { readonly kind: 'connect' }
  | { readonly kind: 'source' }
  | { readonly kind: 'federation'; readonly name: FederationDirective }
  /** `@link` itself, and what any other link brings. */
  | { readonly kind: 'linked' }
  /** GraphQL's own, the author's, or unknown. */
  | { readonly kind: 'other' };

export type DirectiveRoles = (written: string) => DirectiveRole;

/**
 * What the directive names of a file mean, by its links. Federation's directives are known by their plain names too,
 * linked or not; the connect directives only by the names that the link gives them.
 */
export function directiveRolesOf(document: DocumentNode): DirectiveRoles {
  const links = readLinks(document);
  const connect = findLink(links, 'connect');
  const federation = findLink(links, 'federation');
  const others = links.filter((link) => link !== connect);
  const roles = new Map<string, DirectiveRole>();
  for (const name of ['link', ...others.flatMap(namesBrought)]) roles.set(name, { kind: 'linked' });
  for (const name of FEDERATION_DIRECTIVES) {
    const role: DirectiveRole = { kind: 'federation', name };
    roles.set(name, role);
    if (federation === undefined) continue;
    roles.set(directiveName(federation, name), role);
    roles.set(`${federation.namespace}__${name}`, role);
  }
  if (connect !== undefined) {
    roles.set(directiveName(connect, 'connect'), { kind: 'connect' });
    roles.set(directiveName(connect, 'source'), { kind: 'source' });
  }
  const prefixes = others.map(({ namespace }) => `${namespace}__`);
  const isPrefixed = (written: string) => prefixes.some((prefix) => written.startsWith(prefix));
  return (written) => roles.get(written) ?? { kind: isPrefixed(written) ? 'linked' : 'other' };
}

/** The first federation directive of this meaning among `directives`. */
export function federationDirective(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: FederationDirective,
  roles: DirectiveRoles,
): ConstDirectiveNode | undefined {
  return directives?.find((directive) => isFederation(directive, name, roles));
}

/** Whether a directive is this one of federation's. */
export function isFederation(directive: ConstDirectiveNode, name: FederationDirective, roles: DirectiveRoles): boolean {
  const role = roles(directive.name.value);
  return role.kind === 'federation' && role.name === name;
}

function namesBrought(link: Link): readonly string[] {
  const imported = link.imports.filter(({ as }) => as.startsWith('@')).map(({ as }) => as.slice(1));
  return [link.namespace, ...imported];
}
