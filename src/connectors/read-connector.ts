import type { ConstDirectiveNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { Selection } from '../mapping/ast.ts';
import { argumentNode, givenNode } from './argument-node.ts';
import type { ConnectHttp, Connector, ConnectorPlace, Service, Source } from './connector.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { readConnectHttp } from './read-connect-http.ts';
import { readMapping, readString } from './read-mapping.ts';
import { type DirectiveHost, readResponses } from './read-responses.ts';

/** One `@connect` of a file and where it sits. */
export interface WrittenConnector {
  readonly directive: ConstDirectiveNode;
  readonly on: ConnectorPlace;
  /** Its position among the connectors of that place. */
  readonly index: number;
}

/**
 * Reads one `@connect`; `undefined` after reporting at least one finding. `selection`, `source` with `http`,
 * `errors` and `isSuccess` are independent of each other: each reports its own.
 */
export function readConnector(
  { directive, on, index }: WrittenConnector,
  service: Service,
  findings: Diagnostic[],
): Connector | undefined {
  const before = findings.length;
  const where = on.kind === 'field' ? `${on.typeName}.${on.fieldName}` : on.typeName;
  const host: DirectiveHost = {
    argument: (path) => `\`@connect(${path}:)\` on \`${where}\``,
    dialect: service.dialect,
  };
  const selection = readSelection(directive, host, findings);
  const target = readTarget(directive, host, service, findings);
  const { errors, isSuccess } = readResponses(directive, host, findings);
  if (selection === undefined || target === undefined || findings.length > before) return undefined;
  return {
    service: service.name,
    version: service.version,
    dialect: service.dialect,
    coordinate: `${service.name}:${where}[${index}]`,
    on,
    ...target,
    selection,
    errors,
    ...(isSuccess === undefined ? {} : { isSuccess }),
    ...readPlainArguments(directive),
    directive,
  };
}

function readSelection(
  directive: ConstDirectiveNode,
  host: DirectiveHost,
  findings: Diagnostic[],
): Selection | undefined {
  const name = host.argument('selection');
  const node = argumentNode(directive, 'selection');
  if (node !== undefined)
    return readMapping(node, { name, code: 'INVALID_SELECTION', dialect: host.dialect }, findings);
  findings.push(fault('GRAPH_QL_ERROR', `${name} is missing.`, placeOfNode(directive)));
  return undefined;
}

/** Where the call goes; of a source that is not defined, `http` is not looked at. */
function readTarget(
  directive: ConstDirectiveNode,
  host: DirectiveHost,
  service: Service,
  findings: Diagnostic[],
): { readonly source?: Source; readonly http?: ConnectHttp } | undefined {
  const sourceNode = givenNode(directive, 'source');
  const source = sourceNode && readSourceName(sourceNode, host, service, findings);
  if (sourceNode !== undefined && source === undefined) return undefined;
  const named = source === undefined ? {} : { source };

  const httpNode = argumentNode(directive, 'http');
  const isRequestless = httpNode === undefined || httpNode.kind === 'NullValue';
  if (isRequestless && service.version === '0.4') return named;
  if (httpNode?.kind !== 'ObjectValue') {
    findings.push(
      fault(
        'GRAPH_QL_ERROR',
        httpNode === undefined ? `${host.argument('http')} is missing.` : `${host.argument('http')} must be an object.`,
        placeOfNode(httpNode ?? directive),
        httpNode === undefined ? 'Connectors without a request need connect v0.4.' : undefined,
      ),
    );
    return undefined;
  }
  const http = readConnectHttp(directive, httpNode, { ...host, hasSource: source !== undefined }, findings);
  return http === undefined ? undefined : { ...named, http };
}

function readSourceName(
  node: NonNullable<ReturnType<typeof argumentNode>>,
  host: DirectiveHost,
  { sources }: Service,
  findings: Diagnostic[],
): Source | undefined {
  const name = readString(node, host.argument('source'), findings)?.value;
  if (name === undefined) return undefined;
  const source = sources.find((candidate) => candidate.name === name);
  if (source !== undefined) return source;
  const names = sources.map((candidate) => candidate.name);
  findings.push(
    names.length === 0
      ? fault(
          'NO_SOURCES_DEFINED',
          `${host.argument('source')} names \`${name}\`, but no source is defined.`,
          placeOfNode(node),
          `Write \`extend schema @source(name: "${name}", http: { baseURL: "https://…" })\`.`,
        )
      : fault(
          'SOURCE_NAME_MISMATCH',
          `${host.argument('source')} names \`${name}\`, which is not defined.`,
          placeOfNode(node),
          suggest(name, names) ?? `Defined are ${names.map((known) => `\`${known}\``).join(', ')}.`,
        ),
  );
  return undefined;
}

/** What needs no parsing; values of a wrong kind are GraphQL's to object to. */
function readPlainArguments(directive: ConstDirectiveNode): Pick<Connector, 'id' | 'entity' | 'maxBatchSize'> {
  const id = argumentNode(directive, 'id');
  const entity = argumentNode(directive, 'entity');
  const maxSize = argumentNode(directive, 'batch', 'maxSize');
  return {
    entity: entity?.kind === 'BooleanValue' && entity.value,
    ...(id?.kind === 'StringValue' ? { id: id.value } : {}),
    ...(maxSize?.kind === 'IntValue' ? { maxBatchSize: Number(maxSize.value) } : {}),
  };
}
