import type { ConstDirectiveNode, ConstValueNode, DocumentNode } from 'graphql';
import { argumentNode, elements, memberNode, stringArgument } from './argument-node.ts';

/** One `@link` of a file: which specification, in which version, under which names. Link spec v1.0. */
export interface Link {
  readonly directive: ConstDirectiveNode;
  /** `specs.apollo.dev` */
  readonly host: string;
  /** `connect`; the last segment of the URL before the version. */
  readonly name: string;
  /** `v0.3`, as written; absent when the URL ends without one. */
  readonly version?: string;
  /** The name under which the specification is known in this file: `as`, or its own. */
  readonly namespace: string;
  readonly imports: readonly LinkImport[];
}

/** An item of an import list; names of directives begin with `@`. */
export interface LinkImport {
  readonly name: string;
  readonly as: string;
  readonly node: ConstValueNode;
}

const SPEC_HOST = 'specs.apollo.dev';

/** All links of a file, in document order; those without a readable `url` are left out. */
export function readLinks(document: DocumentNode): readonly Link[] {
  return schemaDirectives(document)
    .filter((directive) => directive.name.value === 'link')
    .map(readLink)
    .filter((link) => link !== undefined);
}

/** The directives on `schema` and `extend schema`, in document order. */
export function schemaDirectives(document: DocumentNode): readonly ConstDirectiveNode[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === 'SchemaDefinition' || definition.kind === 'SchemaExtension'
      ? (definition.directives ?? [])
      : [],
  );
}

/** The link to a specification of Apollo's, by its name. */
export function findLink(links: readonly Link[], name: string): Link | undefined {
  return links.find((link) => link.host === SPEC_HOST && link.name === name);
}

/**
 * The name (without `@`) under which a directive of a linked specification is used: as imported; else the
 * namespace alone for the directive named like its specification, and `namespace__name` for others.
 */
export function directiveName(link: Link, name: string): string {
  const imported = link.imports.find((item) => item.name === `@${name}`);
  if (imported !== undefined) return imported.as.slice(1);
  return name === link.name ? link.namespace : `${link.namespace}__${name}`;
}

/** The same for a type: as imported, else `namespace__Name`. */
export function typeName(link: Link, name: string): string {
  return link.imports.find((item) => item.name === name)?.as ?? `${link.namespace}__${name}`;
}

function readLink(directive: ConstDirectiveNode): Link | undefined {
  const url = readUrl(stringArgument(directive, 'url'));
  if (url === undefined) return undefined;
  const imports = argumentNode(directive, 'import');
  return {
    directive,
    ...url,
    namespace: stringArgument(directive, 'as') ?? url.name,
    imports:
      imports === undefined
        ? []
        : elements(imports)
            .map(readImport)
            .filter((item) => item !== undefined),
  };
}

function readUrl(text: string | undefined): Pick<Link, 'host' | 'name' | 'version'> | undefined {
  const url = text === undefined ? null : URL.parse(text);
  const segments = url?.pathname.split('/').filter((segment) => segment !== '') ?? [];
  const last = segments.at(-1);
  if (url === null || last === undefined) return undefined;
  const before = segments.at(-2);
  return before !== undefined && /^v\d/.test(last)
    ? { host: url.host, name: before, version: last }
    : { host: url.host, name: last };
}

/** `"@key"`, or `{ name: "@key", as: "@id" }`; an item that is neither, or mixes directive and type, is no import. */
function readImport(node: ConstValueNode): LinkImport | undefined {
  if (node.kind === 'StringValue') return { name: node.value, as: node.value, node };
  const name = memberNode(node, 'name')?.value;
  const as = memberNode(node, 'as')?.value ?? name;
  if (name?.kind !== 'StringValue' || as?.kind !== 'StringValue') return undefined;
  return name.value.startsWith('@') === as.value.startsWith('@') ? { name: name.value, as: as.value, node } : undefined;
}
