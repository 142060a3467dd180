import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { apiDocument, buildSchemaOf, fullDocument } from './api-schema.ts';
import { readConnectLink } from './connect-link.ts';
import { advice, fault } from './fault.ts';
import type { Graph } from './graph.ts';
import { graphqlObjections, isExecutableDefinition } from './graphql-objections.ts';
import { indexGraph } from './index-graph.ts';
import { type MergedTypes, mergeServices } from './merge-services.ts';
import { normaliseFile } from './normalise-file.ts';
import { parseSdl } from './parse-sdl.ts';
import type { ParsedFile } from './parsed-file.ts';
import { placeOfNode } from './place.ts';
import { readService, type ServiceFile } from './read-service.ts';
import { NO_RESOLVERS, type Resolvers } from './rules/resolved-fields.ts';
import type { ServiceReading } from './service-reading.ts';
import { stopsStart } from './start-policy.ts';
import { validateServices } from './validate.ts';

/** One file of type definitions. */
export interface SchemaFile {
  /** The file's name without extension: the service's, if the file links the connect specification. */
  readonly service: string;
  readonly source: SourceText;
}

/** What is known besides the files: {@link Resolvers} are the fields and types that TypeScript takes care of. */
export interface ReadGraphOptions extends Partial<Resolvers> {
  /** The files are judged as parts of some graph: that they have no Query is no fault. */
  readonly partial?: boolean;
}

/** A graph, unless something stops it, and all that was found. */
export interface GraphReading {
  readonly graph?: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the files of a graph: every file with a connect link is a service of its own, every other one belongs to
 * all services. The graph is there exactly if no finding stops a start ({@link stopsStart}) and there is a Query.
 * GraphQL's own objections are looked for only if nothing else stops; of parts they are reported only if nothing else
 * was found at all. Pure.
 */
export function readGraph(files: readonly SchemaFile[], options: ReadGraphOptions = {}): GraphReading {
  const { parsed, services, findings } = parseFiles(files);
  const shared = parsed.filter((file) => file.link === undefined).flatMap(({ document }) => document.definitions);
  const readings = services.map((service) => readService(service, shared));
  findings.push(...readings.flatMap(({ diagnostics }) => diagnostics));
  findings.push(...validateServices(readings, { ...NO_RESOLVERS, ...options }));

  const merged = mergeServices(parsed.map(({ document }) => normaliseFile(document)));
  findings.push(...merged.conflicts, ...sameNames(services));
  if (findings.some(stopsStart)) return { diagnostics: findings };

  const objections = [...graphqlObjections(parsed, merged)];
  const hasQuery = merged.schema.operationTypes.some(({ operation }) => operation === 'query');
  if (!hasQuery && options.partial !== true && objections.length === 0) objections.push(missingQuery(files));
  const isFaultless = findings.every(({ severity }) => severity === 'advice');
  // Parts without a connect link are somebody else's schema, about which there is only advice.
  const isForeign = options.partial === true && services.length === 0;
  if (isFaultless || options.partial !== true) findings.push(...(isForeign ? objections.map(asAdvice) : objections));
  if (!hasQuery || objections.length > 0) return { diagnostics: findings };
  return { graph: buildGraph(merged, readings), diagnostics: findings };
}

interface ParsedFiles {
  readonly parsed: readonly ParsedFile[];
  /** The parsed files that are services of a known version. */
  readonly services: readonly ServiceFile[];
  readonly findings: Diagnostic[];
}

function parseFiles(files: readonly SchemaFile[]): ParsedFiles {
  const parsed: ParsedFile[] = [];
  const services: ServiceFile[] = [];
  const findings: Diagnostic[] = [];
  for (const { service, source } of files) {
    const document = parseSdl(source);
    const connect = document.ok ? readConnectLink(document.value) : undefined;
    if (!document.ok) findings.push(document.failure);
    else if (document.value.definitions.every(isExecutableDefinition)) findings.push(operationsOnly(source));
    else if (connect === undefined) parsed.push({ source, document: document.value });
    else if (!connect.ok) findings.push(connect.failure);
    else {
      parsed.push({ source, document: document.value, link: connect.value.link });
      services.push({ name: service, source, document: document.value, connect: connect.value });
    }
  }
  return { parsed, services, findings };
}

/** A folder of schema files may well hold operations too. */
function operationsOnly(source: SourceText): Diagnostic {
  const place = { source, span: { start: 0, end: 0 } };
  return advice('NO_DEFINITIONS', 'This file holds operations only; it is no part of the graph.', place);
}

/** Two services of one name could not be told apart in settings, errors and traces. */
function sameNames(services: readonly ServiceFile[]): readonly Diagnostic[] {
  return [...Map.groupBy(services, ({ name }) => name)].flatMap(([name, same]) =>
    same.length === 1
      ? []
      : fault(
          'GRAPH_QL_ERROR',
          `${same.length} files make a service named \`${name}\`.`,
          same.map(({ connect }) => placeOfNode(connect.link.directive)),
          'A service is named after its file: rename one of them.',
        ),
  );
}

function asAdvice(objection: Diagnostic): Diagnostic {
  return { ...objection, severity: 'advice' };
}

function missingQuery(files: readonly SchemaFile[]): Diagnostic {
  const [first] = files;
  const places = first === undefined ? [] : [{ source: first.source, span: { start: 0, end: 0 } }];
  return fault('GRAPH_QL_ERROR', 'The graph has no `Query`.', places, 'Write `type Query { … }` in one of the files.');
}

function buildGraph(merged: MergedTypes, readings: readonly ServiceReading[]): Graph {
  const document = fullDocument(merged);
  const connectors = readings.flatMap((reading) => reading.connectors);
  return {
    services: readings.map(({ service }) => service),
    sources: readings.flatMap(({ sources }) => sources),
    connectors,
    document,
    apiSchema: buildSchemaOf(apiDocument(merged)),
    roots: merged.roots,
    ...indexGraph(merged, document, connectors),
  };
}
