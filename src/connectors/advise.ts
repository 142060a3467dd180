import type { ConstDirectiveNode, ConstObjectFieldNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { argumentNode } from './argument-node.ts';
import type { SpecVersion } from './connector.ts';
import { CONNECT_ARGUMENTS, CONNECT_HTTP_MEMBERS, SOURCE_ARGUMENTS, SOURCE_HTTP_MEMBERS } from './definitions.ts';
import { advice } from './fault.ts';
import { placeOfNode } from './place.ts';

const KNOWN = {
  connect: { arguments: CONNECT_ARGUMENTS, http: CONNECT_HTTP_MEMBERS },
  source: { arguments: SOURCE_ARGUMENTS, http: SOURCE_HTTP_MEMBERS },
} as const;

type Members = Readonly<Record<string, '0.1' | '0.2'>>;

/** What is legal in a directive but hardly meant: members of `http` that nothing reads, arguments newer than the link. */
export function adviseOnDirective(
  directive: ConstDirectiveNode,
  kind: 'connect' | 'source',
  version: SpecVersion,
): readonly Diagnostic[] {
  const http = argumentNode(directive, 'http');
  const members = http?.kind === 'ObjectValue' ? http.fields : [];
  const known: { readonly arguments: Members; readonly http: Members } = KNOWN[kind];
  return [
    ...members
      .filter(({ name }) => !Object.hasOwn(known.http, name.value))
      .map((member) => unknownMember(member, known)),
    ...(version === '0.1' ? newerThanLink(directive.arguments ?? [], known.arguments) : []),
    ...(version === '0.1' ? newerThanLink(members, known.http) : []),
  ];
}

function unknownMember(
  { name }: ConstObjectFieldNode,
  known: { readonly arguments: Members; readonly http: Members },
): Diagnostic {
  const belongsOutside = Object.hasOwn(known.arguments, name.value);
  return advice(
    'UNKNOWN_HTTP_MEMBER',
    `\`http\` has no member \`${name.value}\`; it has no effect here.`,
    placeOfNode(name),
    belongsOutside
      ? `\`${name.value}\` belongs beside \`http\`, not into it.`
      : suggest(name.value, Object.keys(known.http)),
  );
}

function newerThanLink(
  written: readonly { readonly name: ConstObjectFieldNode['name'] }[],
  since: Members,
): readonly Diagnostic[] {
  return written
    .filter(({ name }) => Object.hasOwn(since, name.value) && since[name.value] === '0.2')
    .map(({ name }) =>
      advice(
        'NEWER_THAN_LINK',
        `\`${name.value}\` came with connect v0.2; this file links v0.1.`,
        placeOfNode(name),
        'Other servers may refuse it: link v0.2 or later.',
      ),
    );
}
