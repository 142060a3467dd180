import type { ConstDirectiveNode, ConstObjectFieldNode, ConstObjectValueNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { givenNode } from './argument-node.ts';
import type { ConnectHttp, HttpMethod } from './connector.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { readHeaders } from './read-headers.ts';
import { readMapping } from './read-mapping.ts';
import type { DirectiveHost } from './read-responses.ts';
import { readConnectUrl } from './read-url.ts';
import { readUrlParts } from './read-url-parts.ts';

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] satisfies readonly HttpMethod[];

type RequestLine = Pick<ConnectHttp, 'method' | 'url' | 'path' | 'queryParams'>;

interface HttpHost extends DirectiveHost {
  readonly hasSource: boolean;
}

/** Reads `@connect(http:)`; `undefined` when the request line is faulty. Body, headers and request line report their own. */
export function readConnectHttp(
  directive: ConstDirectiveNode,
  http: ConstObjectValueNode,
  host: HttpHost,
  findings: Diagnostic[],
): ConnectHttp | undefined {
  const { dialect } = host;
  const bodyNode = givenNode(directive, 'http', 'body');
  const body =
    bodyNode && readMapping(bodyNode, { name: host.argument('http.body'), code: 'INVALID_BODY', dialect }, findings);
  const headersHost = { name: host.argument('http.headers'), dialect };
  const { headers } = readHeaders(givenNode(directive, 'http', 'headers'), headersHost, findings);
  const line = readRequestLine(directive, http, host, findings);
  return line && { ...line, headers, ...(body === undefined ? {} : { body }) };
}

/** Stops at the first fault. */
function readRequestLine(
  directive: ConstDirectiveNode,
  http: ConstObjectValueNode,
  host: HttpHost,
  findings: Diagnostic[],
): RequestLine | undefined {
  const verb = readVerb(http, host, findings);
  if (verb === undefined) return undefined;
  const parts = readUrlParts(directive, host, findings);
  if (parts === undefined) return undefined;
  const url = readConnectUrl(verb.member.value, host.argument(`http.${verb.method}`), host);
  if (url.ok) return { method: verb.method, url: url.value, ...parts };
  findings.push(url.failure);
  return undefined;
}

function readVerb(
  http: ConstObjectValueNode,
  host: HttpHost,
  findings: Diagnostic[],
): { readonly method: HttpMethod; readonly member: ConstObjectFieldNode } | undefined {
  const [verb, ...more] = http.fields.flatMap((member) =>
    isMethod(member.name.value) ? [{ method: member.name.value, member }] : [],
  );
  if (verb === undefined) {
    findings.push(
      fault(
        'MISSING_HTTP_METHOD',
        `${host.argument('http')} has no verb.`,
        placeOfNode(http),
        `Write one of ${METHODS.join(', ')}, as in \`{ GET: "/path" }\`.`,
      ),
    );
    return undefined;
  }
  if (more.length === 0) return verb;
  findings.push(
    fault(
      'MULTIPLE_HTTP_METHODS',
      `${host.argument('http')} has ${more.length + 1} verbs; a connector makes one request.`,
      [verb, ...more].map(({ member }) => placeOfNode(member.value)),
    ),
  );
  return undefined;
}

function isMethod(name: string): name is HttpMethod {
  return METHODS.includes(name);
}
