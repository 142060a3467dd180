import type { DefinitionNode, DocumentNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { adviseOnDirective } from './advise.ts';
import type { ConnectLinkReading } from './connect-link.ts';
import type { Connector, ConnectorPlace, Service } from './connector.ts';
import { fault } from './fault.ts';
import { schemaDirectives } from './link.ts';
import { placeOfNode } from './place.ts';
import { withPolls } from './poll.ts';
import { readConnector, type WrittenConnector } from './read-connector.ts';
import { findDuplicateSources, readSource } from './read-source.ts';
import { isRootType, type RootTypes, rootTypesOf } from './root-types.ts';
import type { ServiceReading, WrittenType } from './service-reading.ts';
import { readWrittenTypes } from './written-types.ts';

/** A file with a connect link of a known version, parsed. */
export interface ServiceFile {
  readonly name: string;
  readonly source: SourceText;
  readonly document: DocumentNode;
  readonly connect: ConnectLinkReading;
}

/**
 * Reads the sources and connectors of one service: stages 1 (without static types) and 2 of the validation.
 * `shared` are the definitions of files without a connect link, which every service sees as its own.
 */
export function readService(file: ServiceFile, shared: readonly DefinitionNode[]): ServiceReading {
  const { link, version, dialect } = file.connect;
  const findings: Diagnostic[] = [...file.connect.diagnostics];
  const sources = schemaDirectives(file.document)
    .filter((directive) => directive.name.value === link.sourceName)
    .map((directive) => {
      findings.push(...adviseOnDirective(directive, 'source', version));
      return readSource(directive, { name: file.name, dialect }, findings);
    })
    .filter((source) => source !== undefined);
  findings.push(...findDuplicateSources(sources));

  const service: Service = { name: file.name, version, dialect, sources };
  const document = withDefinitions(file.document, shared);
  const types = readWrittenTypes(document.definitions);
  const roots = rootTypesOf(document);
  const connectFindings: Diagnostic[] = [];
  const read: Connector[] = [];
  for (const written of writtenConnectors(types, link.connectName)) {
    findings.push(...adviseOnDirective(written.directive, 'connect', version));
    const connector = readPlacedConnector(written, roots, service, connectFindings);
    if (connector !== undefined) read.push(connector);
  }
  const connectors = withPolls(read, { types, roots, dialect }, connectFindings);
  return {
    service,
    source: file.source,
    document,
    link,
    sources,
    connectors,
    types,
    diagnostics: [...findings, ...connectFindings],
    connectorsFaultless: connectFindings.length === 0,
  };
}

function readPlacedConnector(
  written: WrittenConnector,
  roots: RootTypes,
  service: Service,
  findings: Diagnostic[],
): Connector | undefined {
  const { directive, on } = written;
  if (on.kind === 'field' || !isRootType(roots, on.typeName)) return readConnector(written, service, findings);
  findings.push(
    fault(
      'CONNECT_ON_ROOT',
      `\`@connect\` cannot stand on the root type \`${on.typeName}\`.`,
      placeOfNode(directive),
      'Put it on a field of the type.',
    ),
  );
  return undefined;
}

/** Every `@connect` on object types, in document order: those of a type before those of its fields. */
function writtenConnectors(types: ReadonlyMap<string, WrittenType>, connectName: string): readonly WrittenConnector[] {
  const at = (on: ConnectorPlace, directives: WrittenType['directives'] = []): readonly WrittenConnector[] =>
    directives.filter(({ name }) => name.value === connectName).map((directive, index) => ({ directive, on, index }));
  return [...types]
    .filter(([, type]) => type.kind === 'object')
    .flatMap(([typeName, type]) => [
      ...at({ kind: 'type', typeName }, type.directives),
      ...[...type.fields].flatMap(([fieldName, field]) => at({ kind: 'field', typeName, fieldName }, field.directives)),
    ]);
}

function withDefinitions(document: DocumentNode, shared: readonly DefinitionNode[]): DocumentNode {
  return shared.length === 0 ? document : { ...document, definitions: [...document.definitions, ...shared] };
}
