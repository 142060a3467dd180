import type { Connector } from '../connector.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';
import { innermostName } from '../static-types/type-node.ts';
import { walkAlternatives } from './alternatives-walk.ts';
import { walkFields } from './field-walk.ts';
import { outputOf } from './output-of.ts';
import { findRequestData } from './request-data.ts';
import type { Level, SelectionJudgement } from './selection-finding.ts';
import { type ConnectorField, checkSelectionVariables } from './variable-check.ts';

/** Judges the selection of a connector: its variables first, then the fields it fills. One finding at most. */
export function judgeSelection(connector: Connector, types: TypeIndex): SelectionJudgement {
  const { selection, version } = connector;
  const on = connectorField(connector, types);
  const finding =
    checkSelectionVariables(selection, on, types) ??
    (connector.http === undefined ? findRequestData(selection) : undefined);
  if (finding !== undefined) return { finding, provided: new Set() };
  const way = wayTo(connector, on);
  if (version === '0.4') return walkAlternatives(outputOf(selection), way, types);
  if (types.get(way.at(-1)?.typeName ?? '')?.kind !== 'object') return { provided: new Set() };
  return walkFields(selection, way, types);
}

/** The field that a connector sits on; undefined on a type. */
export function connectorField({ on }: Connector, types: TypeIndex): ConnectorField | undefined {
  if (on.kind === 'type') return undefined;
  const field = types.get(on.typeName)?.fields.get(on.fieldName);
  return field && { typeName: on.typeName, field };
}

/** From the parent of a connector to its type; on a type the type itself is the parent. */
function wayTo({ on }: Connector, field: ConnectorField | undefined): readonly Level[] {
  const parent = { typeName: on.typeName };
  return field === undefined ? [parent] : [parent, { typeName: innermostName(field.field.type) }];
}
