import {
  type ConstDirectiveNode,
  type ConstObjectValueNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  ProvidedRequiredArgumentsRule,
  parse,
  UniqueDirectivesPerLocationRule,
  ValuesOfCorrectTypeRule,
  validate,
  visit,
} from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { buildSchemaOf, fullDocument } from './api-schema.ts';
import { argumentNode } from './argument-node.ts';
import { CONNECT_HTTP_MEMBERS, connectDefinitions, SOURCE_HTTP_MEMBERS } from './definitions.ts';
import { fault } from './fault.ts';
import { type DirectiveRoles, directiveRolesOf } from './federation.ts';
import { diagnosticOf } from './graphql-error.ts';
import type { MergedTypes } from './merge-services.ts';
import { OWN_DIRECTIVES } from './own-directives.ts';
import type { ParsedFile } from './parsed-file.ts';
import { placeOfNode } from './place.ts';
import { withQuery } from './with-query.ts';

const RULES = [
  KnownDirectivesRule,
  KnownArgumentNamesRule,
  ProvidedRequiredArgumentsRule,
  UniqueDirectivesPerLocationRule,
  ValuesOfCorrectTypeRule,
];

/** Uses of directives that their definitions do not allow: unknown ones, wrong places, arguments and values. */
export function directiveObjections(files: readonly ParsedFile[], merged: MergedTypes): readonly Diagnostic[] {
  return files.flatMap((file) => {
    const roles = directiveRolesOf(file.document);
    const schema = schemaFor(file, merged);
    const document = judgedPart(file.document, roles);
    return [
      ...validate(schema, document, RULES).map((error) => objection(error, file, schema)),
      ...connectObjections(document, roles),
    ];
  });
}

/** The merged types, and the connect directives under the names that they have in this file. */
function schemaFor({ link }: ParsedFile, merged: MergedTypes): GraphQLSchema {
  const document = withQuery(fullDocument(merged));
  if (link === undefined) return buildSchemaOf(document);
  const { definitions } = parse(connectDefinitions(link), { noLocation: true });
  return buildSchemaOf({ ...document, definitions: [...document.definitions, ...definitions] });
}

/** Without the directives that are not ours to judge, without definitions of ours, without unknown members of `http`. */
function judgedPart(document: DocumentNode, roles: DirectiveRoles): DocumentNode {
  return visit(document, {
    DirectiveDefinition: ({ name }) => (roles(name.value).kind === 'other' ? undefined : null),
    Directive: (node) => {
      const { kind } = roles(node.name.value);
      if (kind === 'federation' || kind === 'linked') return null;
      if (kind === 'connect') return withKnownHttp(node as ConstDirectiveNode, CONNECT_HTTP_MEMBERS);
      return kind === 'source' ? withKnownHttp(node as ConstDirectiveNode, SOURCE_HTTP_MEMBERS) : undefined;
    },
  });
}

function withKnownHttp(directive: ConstDirectiveNode, known: object): ConstDirectiveNode {
  const keep = (http: ConstObjectValueNode): ConstObjectValueNode => ({
    ...http,
    fields: http.fields.filter(({ name }) => Object.hasOwn(known, name.value)),
  });
  const args = (directive.arguments ?? []).map((argument) =>
    argument.name.value === 'http' && argument.value.kind === Kind.OBJECT
      ? { ...argument, value: keep(argument.value) }
      : argument,
  );
  return { ...directive, arguments: args };
}

/** What the definitions of the connect directives cannot say. */
function connectObjections(document: DocumentNode, roles: DirectiveRoles): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  visit(document, {
    Directive: (node) => {
      const maxSize =
        roles(node.name.value).kind === 'connect'
          ? argumentNode(node as ConstDirectiveNode, 'batch', 'maxSize')
          : undefined;
      if (maxSize?.kind !== Kind.INT || Number(maxSize.value) >= 1) return;
      found.push(fault('GRAPH_QL_ERROR', '`batch.maxSize` must be at least 1.', placeOfNode(maxSize)));
    },
    InterfaceTypeDefinition: ({ fields = [] }) => {
      for (const directive of fields.flatMap(({ directives = [] }) => directives)) {
        if (roles(directive.name.value).kind !== 'connect') continue;
        const message = 'A connector cannot stand on a field of an interface.';
        const hint = 'Put it on the field of each object that implements the interface.';
        found.push(fault('GRAPH_QL_ERROR', message, placeOfNode(directive), hint));
      }
    },
  });
  return found;
}

function objection(error: GraphQLError, file: ParsedFile, schema: GraphQLSchema): Diagnostic {
  const diagnostic = diagnosticOf(error);
  const message = diagnostic.message.replaceAll('connect__', '');
  const [node] = error.nodes ?? [];
  if (node?.kind !== Kind.DIRECTIVE || schema.getDirective(node.name.value)) return { ...diagnostic, message };
  const hint = hintForUnknown(node.name.value, file, schema);
  return { ...diagnostic, message, ...(hint === undefined ? {} : { hint }) };
}

function hintForUnknown(name: string, { link }: ParsedFile, schema: GraphQLSchema): string | undefined {
  if ((name === 'connect' || name === 'source') && link === undefined) {
    return 'Begin the file with `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])`.';
  }
  if (name === 'source') return 'Add `"@source"` to the `import` list of the connect link.';
  const known = [...schema.getDirectives().map((directive) => directive.name), ...OWN_DIRECTIVES];
  return suggest(name, known)?.replace('`', '`@');
}
