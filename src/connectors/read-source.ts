import type { ConstDirectiveNode, StringValueNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dialect } from '../mapping/ast.ts';
import type { Template } from '../templates/template.ts';
import { argumentNode, givenNode } from './argument-node.ts';
import type { Source } from './connector.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { readHeaders } from './read-headers.ts';
import { type DirectiveHost, readResponses } from './read-responses.ts';
import { readBaseUrl } from './read-url.ts';
import { readUrlParts } from './read-url-parts.ts';

const MAX_NAME_LENGTH = 64;
/** Stands for a `baseURL` that could not be read; its finding keeps the graph from being built. */
const UNREADABLE: Template = { text: '', parts: [] };

/**
 * Reads one `@source`; `undefined` when it has no name to be defined under. Of a faulty source only those parts are
 * there that further checks may judge: of `errors` both members or none, of `path` and `queryParams` both or none,
 * all headers or none.
 */
export function readSource(
  directive: ConstDirectiveNode,
  service: { readonly name: string; readonly dialect: Dialect },
  findings: Diagnostic[],
): Source | undefined {
  const nameNode = readName(directive, findings);
  if (nameNode === undefined) return undefined;
  const name = nameNode.value;
  const host: DirectiveHost = {
    argument: (path) => `\`@source(${path}:)\` of \`${name}\``,
    dialect: service.dialect,
  };
  const { errors, errorsComplete, isSuccess } = readResponses(directive, host, findings);
  return {
    service: service.name,
    name,
    ...readHttp(directive, host, findings),
    errors: errorsComplete ? errors : {},
    ...(isSuccess === undefined ? {} : { isSuccess }),
    directive,
  };
}

/** One `DUPLICATE_SOURCE_NAME` per name that several sources of a service have. */
export function findDuplicateSources(sources: readonly Source[]): readonly Diagnostic[] {
  const byName = Map.groupBy(sources, ({ name }) => name);
  return [...byName].flatMap(([name, same]) =>
    same.length === 1
      ? []
      : fault(
          'DUPLICATE_SOURCE_NAME',
          `${same.length} sources are named \`${name}\`.`,
          same.map(({ directive }) => placeOfNode(directive)),
        ),
  );
}

function readHttp(
  directive: ConstDirectiveNode,
  host: DirectiveHost,
  findings: Diagnostic[],
): Pick<Source, 'baseURL' | 'path' | 'queryParams' | 'headers'> {
  const http = argumentNode(directive, 'http');
  if (http?.kind !== 'ObjectValue') {
    const place = placeOfNode(http ?? directive);
    findings.push(fault('GRAPH_QL_ERROR', `${host.argument('http')} must be an object with a \`baseURL\`.`, place));
    return { baseURL: UNREADABLE, headers: [] };
  }
  const baseURL = readBaseUrlOf(directive, host, findings);
  const urlParts = readUrlParts(directive, host, findings) ?? {};
  const headersHost = { name: host.argument('http.headers'), dialect: host.dialect };
  const { headers, complete } = readHeaders(givenNode(directive, 'http', 'headers'), headersHost, findings);
  return { baseURL, ...urlParts, headers: complete ? headers : [] };
}

function readBaseUrlOf(directive: ConstDirectiveNode, host: DirectiveHost, findings: Diagnostic[]): Template {
  const name = host.argument('http.baseURL');
  const node = argumentNode(directive, 'http', 'baseURL');
  if (node === undefined) {
    findings.push(fault('GRAPH_QL_ERROR', `${name} is missing.`, placeOfNode(directive)));
    return UNREADABLE;
  }
  const baseURL = readBaseUrl(node, name, host.dialect);
  if (baseURL.ok) return baseURL.value;
  findings.push(baseURL.failure);
  return UNREADABLE;
}

/** The `name` argument, faulty or not; `undefined` when there is no string to be defined under. */
function readName(directive: ConstDirectiveNode, findings: Diagnostic[]): StringValueNode | undefined {
  const node = argumentNode(directive, 'name');
  if (node === undefined) {
    findings.push(fault('GRAPH_QL_ERROR', 'A `@source` has no `name`.', placeOfNode(directive)));
    return undefined;
  }
  if (node.kind !== 'StringValue') {
    findings.push(fault('INVALID_SOURCE_NAME', 'The `name` of a `@source` must be a string.', placeOfNode(node)));
    return undefined;
  }
  const finding = judgeName(node);
  if (finding !== undefined) findings.push(finding);
  return node;
}

function judgeName(node: StringValueNode): Diagnostic | undefined {
  const name = node.value;
  const hint = 'A name begins with a letter; letters, digits, `_` and `-` may follow.';
  if (name === '') return fault('EMPTY_SOURCE_NAME', 'The `name` of a `@source` is empty.', placeOfNode(node));
  const invalid = (message: string) => fault('INVALID_SOURCE_NAME', message, placeOfNode(node), hint);
  if (!/^[A-Za-z]/.test(name)) return invalid(`The source name \`${name}\` does not begin with a letter.`);
  if (name.length > MAX_NAME_LENGTH) {
    return invalid(`The source name \`${name}\` has ${name.length} characters; ${MAX_NAME_LENGTH} are allowed.`);
  }
  const illegal = /[^A-Za-z0-9_-]/u.exec(name)?.[0];
  return illegal === undefined ? undefined : invalid(`The source name \`${name}\` contains \`${illegal}\`.`);
}
