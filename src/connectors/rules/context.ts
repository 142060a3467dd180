import type { FieldDefinitionNode } from 'graphql';
import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import type { Connector } from '../connector.ts';
import { placeFromTo } from '../place.ts';
import type { RootTypes } from '../root-types.ts';
import type { SelectionJudgement } from '../selections/selection-finding.ts';
import type { ServiceReading } from '../service-reading.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';

/** One service under judgement. */
export interface ServiceContext {
  readonly reading: ServiceReading;
  readonly types: TypeIndex;
  readonly roots: RootTypes;
  /** What the selection of a connector provides, and what is wrong with it. */
  readonly judgementOf: (connector: Connector) => SelectionJudgement;
}

/** A rule about one connector that could be read. */
export type ConnectorRule = (connector: Connector, context: ServiceContext) => readonly Diagnostic[];

/** A rule about a whole service. */
export type ServiceRule = (context: ServiceContext) => readonly Diagnostic[];

/** `Query.tickets`, or `Ticket` for a connector on a type. */
export function elementOf({ on }: Connector): string {
  return on.kind === 'field' ? `${on.typeName}.${on.fieldName}` : on.typeName;
}

/** `` `@connect(http.body:)` on `Query.tickets` `` */
export function argumentOf(connector: Connector, path: string): string {
  return `\`@connect(${path}:)\` on \`${elementOf(connector)}\``;
}

/** `` `@connect` on `Query.tickets` `` */
export function directiveOf(connector: Connector): string {
  return `\`@connect\` on \`${elementOf(connector)}\``;
}

/** A field definition from its name on, its description left out. */
export function placeOfField(field: FieldDefinitionNode): Place {
  return placeFromTo(field.name, field);
}
