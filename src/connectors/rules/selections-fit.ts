import type { Diagnostic, Place } from '../../diagnostics/diagnostic.ts';
import { argumentNode } from '../argument-node.ts';
import type { Connector } from '../connector.ts';
import { fault } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import { connectorField } from '../selections/judge-selection.ts';
import type { SelectionFinding } from '../selections/selection-finding.ts';
import { innermostName } from '../static-types/type-node.ts';
import { placeInString } from '../string-span.ts';
import { argumentOf, directiveOf, elementOf, placeOfField, type ServiceContext } from './context.ts';

/** A selection reads variables that exist and fills fields that exist; a field does not return the type that it is on. */
export function selectionsFit(connector: Connector, context: ServiceContext): readonly Diagnostic[] {
  const { finding } = context.judgementOf(connector);
  return finding === undefined ? selfReference(connector, context) : [placed(finding, connector)];
}

function placed(finding: SelectionFinding, connector: Connector): Diagnostic {
  const { code, message, hint, instead, fields = [] } = finding;
  const places = [
    instead === undefined ? placeOf(finding, connector) : placeOfField(instead),
    ...fields.map(placeOfField),
  ];
  return fault(code, `In ${argumentOf(connector, 'selection')}: ${message}`, places, hint);
}

function placeOf({ span }: SelectionFinding, { directive }: Connector): Place {
  const node = argumentNode(directive, 'selection');
  if (node?.kind === 'StringValue' && span !== undefined) return placeInString(node, span);
  return placeOfNode(node ?? directive);
}

/** The direct form of a circular reference. */
function selfReference(connector: Connector, { types }: ServiceContext): readonly Diagnostic[] {
  const on = connectorField(connector, types);
  if (on === undefined || innermostName(on.field.type) !== on.typeName) return [];
  return [
    fault(
      'CIRCULAR_REFERENCE',
      `${directiveOf(connector)} makes \`${elementOf(connector)}\` a direct circular reference: its type is the one it sits on.`,
      placeOfField(on.field),
      `Return another type that has the same fields, or reach \`${on.typeName}\` through a key.`,
    ),
  ];
}
