import type { ConstObjectValueNode, ConstValueNode, StringValueNode } from 'graphql';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source-text.ts';
import type { Dialect } from '../mapping/ast.ts';
import { parseTemplate } from '../templates/parse-template.ts';
import type { Template } from '../templates/template.ts';
import { elements, memberNode } from './argument-node.ts';
import type { HeaderMapping } from './connector.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { placeInString } from './string-span.ts';

/** RFC 9110 §5.6.2, token. */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Headers that belong to the connection and to the HTTP client. */
const NEVER_SETTABLE: ReadonlySet<string> = new Set([
  'connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'content-encoding',
  'accept-encoding',
  'keep-alive',
]);
/** What the schema decides alone: the client's own would not fit the request. */
const NEVER_FORWARDED: ReadonlySet<string> = new Set(['content-type', 'accept', 'host']);

/** Headers as read; `complete` is false when an entry has a finding of its own. */
export interface HeadersReading {
  readonly headers: readonly HeaderMapping[];
  readonly complete: boolean;
}

interface Entry {
  readonly mapping: HeaderMapping;
  readonly nameNode: StringValueNode;
}

/**
 * Reads a `headers:` list (a single object is a list of one): at most one `INVALID_HEADER` per entry, then one
 * `HTTP_HEADER_NAME_COLLISION` per entry that repeats the name of an earlier faultless one.
 */
export function readHeaders(
  node: ConstValueNode | undefined,
  host: { readonly name: string; readonly dialect: Dialect },
  findings: Diagnostic[],
): HeadersReading {
  if (node === undefined) return { headers: [], complete: true };
  if (node.kind !== 'ListValue' && node.kind !== 'ObjectValue') {
    findings.push(fault('INVALID_HEADER', `${host.name} must be a list of objects.`, placeOfNode(node)));
    return { headers: [], complete: false };
  }
  const read = elements(node).map((entry) => readEntry(entry, host));
  const entries = read.filter((entry): entry is Entry => 'mapping' in entry);
  findings.push(...read.filter((entry): entry is Diagnostic => !('mapping' in entry)));
  const collisions = findCollisions(entries, host.name);
  findings.push(...collisions);
  return {
    headers: entries.map(({ mapping }) => mapping),
    complete: entries.length === read.length && collisions.length === 0,
  };
}

function readEntry(
  node: ConstValueNode,
  host: { readonly name: string; readonly dialect: Dialect },
): Entry | Diagnostic {
  if (node.kind !== 'ObjectValue') return invalid(`An entry of ${host.name} is no object.`, placeOfNode(node));
  const nameNode = memberNode(node, 'name')?.value;
  if (nameNode === undefined) return invalid(`An entry of ${host.name} has no \`name\`.`, placeOfNode(node));
  const from = givenMember(node, 'from');
  const name = nameNode.kind === 'StringValue' ? nameNode.value : undefined;
  if (nameNode.kind !== 'StringValue' || name === undefined || !HEADER_NAME.test(name)) {
    return invalid(`${host.name} has an entry whose name is not a legal header name.`, placeOfNode(nameNode));
  }
  if (NEVER_SETTABLE.has(name.toLowerCase())) {
    return invalid(
      `The header \`${name}\` belongs to the HTTP client; ${host.name} cannot set it.`,
      placeOfNode(nameNode),
    );
  }
  if (from !== undefined && NEVER_FORWARDED.has(name.toLowerCase())) {
    return invalid(
      `The header \`${name}\` cannot be taken from the client's request.`,
      placeOfNode(nameNode),
      `Give it a \`value\` instead of \`from\`.`,
    );
  }
  const mapping = readMappingOf(node, name, host);
  return 'kind' in mapping ? { mapping, nameNode } : mapping;
}

function readMappingOf(
  node: ConstObjectValueNode,
  name: string,
  host: { readonly name: string; readonly dialect: Dialect },
): HeaderMapping | Diagnostic {
  const from = givenMember(node, 'from');
  const value = givenMember(node, 'value');
  if (from !== undefined && (from.value.kind !== 'StringValue' || !HEADER_NAME.test(from.value.value))) {
    return invalid(`\`from\` of the header \`${name}\` is not a legal header name.`, placeOfNode(from.value));
  }
  if (from === undefined && value === undefined) {
    return invalid(`The header \`${name}\` of ${host.name} has neither \`from\` nor \`value\`.`, placeOfNode(node));
  }
  if (from !== undefined && value !== undefined) {
    return invalid(
      `The header \`${name}\` of ${host.name} has both \`from\` and \`value\`.`,
      [placeOfNode(from.name), placeOfNode(value.name)],
      'Keep one: `from` forwards a header of the client, `value` sets one.',
    );
  }
  if (from?.value.kind === 'StringValue') return { kind: 'from', name, from: from.value.value };
  const text = value?.value;
  if (text?.kind !== 'StringValue') {
    return invalid(`\`value\` of the header \`${name}\` must be a string.`, placeOfNode(text ?? node));
  }
  const template = readTemplate(text, name, host.dialect);
  return 'parts' in template ? { kind: 'value', name, value: template } : template;
}

function readTemplate(node: StringValueNode, name: string, dialect: Dialect): Template | Diagnostic {
  const template = parseTemplate(node.value, dialect);
  if (!template.ok) {
    const { message, hint, span } = template.failure;
    return invalid(`The value of the header \`${name}\` does not parse: ${message}`, placeInString(node, span), hint);
  }
  for (const part of template.value.parts) {
    if (part.kind !== 'Constant') continue;
    const start = findControlCharacter(node.value, part.span);
    if (start === undefined) continue;
    return invalid(
      `The value of the header \`${name}\` contains a control character.`,
      placeInString(node, { start, end: start + 1 }),
    );
  }
  return template.value;
}

/** Tabs and line breaks never get into a header (templates drop them), other controls must not. RFC 9110 §5.5. */
function findControlCharacter(text: string, { start, end }: Span): number | undefined {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && !'\t\n\f\r'.includes(text.charAt(at))) || code === 0x7f) return at;
  }
  return undefined;
}

function findCollisions(entries: readonly Entry[], hostName: string): readonly Diagnostic[] {
  const first = new Map<string, StringValueNode>();
  const findings: Diagnostic[] = [];
  for (const { mapping, nameNode } of entries) {
    const name = mapping.name.toLowerCase();
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, nameNode);
      continue;
    }
    findings.push(
      fault(
        'HTTP_HEADER_NAME_COLLISION',
        `${hostName} names the header \`${mapping.name}\` more than once.`,
        [placeOfNode(nameNode), placeOfNode(earlier)],
        'Keep one of them; letter case makes no difference.',
      ),
    );
  }
  return findings;
}

/** A member that is written and not null. */
function givenMember(node: ConstObjectValueNode, name: string) {
  const member = memberNode(node, name);
  return member === undefined || member.value.kind === 'NullValue' ? undefined : member;
}

function invalid(message: string, places: Place | readonly Place[], hint?: string): Diagnostic {
  return fault('INVALID_HEADER', message, places, hint);
}
