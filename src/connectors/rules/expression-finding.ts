import type { ConstDirectiveNode } from 'graphql';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/source-text.ts';
import type { Selection } from '../../mapping/ast.ts';
import type { Template } from '../../templates/template.ts';
import { argumentNode } from '../argument-node.ts';
import type { HeaderMapping } from '../connector.ts';
import { fault } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import { checkExpression, type ExpressionPlace, type Visibility } from '../static-types/check-expression.ts';
import { placeInString } from '../string-span.ts';

/** An argument of a directive that holds one or more expressions. */
export interface ExpressionHost {
  readonly directive: ConstDirectiveNode;
  /** Argument, members and indices that lead to it. */
  readonly path: readonly [string, ...(string | number)[]];
  /** What it is called in messages. */
  readonly name: string;
  readonly code: string;
  readonly visibility: Visibility;
}

/** At most one finding for a mapping. A server starts in spite of it: each request is judged when it is built. */
export function mappingFindings(
  selection: Selection | undefined,
  place: ExpressionPlace,
  host: ExpressionHost,
): readonly Diagnostic[] {
  return selection === undefined
    ? []
    : expressionFindings(selection, place, host, { start: 0, end: selection.text.length });
}

/** At most one finding for each hole of a template. */
export function templateFindings(template: Template, host: ExpressionHost): readonly Diagnostic[] {
  return template.parts.flatMap((part) =>
    part.kind === 'Hole' ? expressionFindings(part.selection, 'hole', host, part.span) : [],
  );
}

/** At most one finding for each hole of a header value. `host` is the list. */
export function headerFindings(headers: readonly HeaderMapping[], host: ExpressionHost): readonly Diagnostic[] {
  return headers.flatMap((header, index) =>
    header.kind === 'value' ? templateFindings(header.value, { ...host, path: [...host.path, index, 'value'] }) : [],
  );
}

/** `within` is where the expression stands in the argument's text. */
function expressionFindings(
  selection: Selection,
  place: ExpressionPlace,
  host: ExpressionHost,
  within: Span,
): readonly Diagnostic[] {
  const found = checkExpression(selection, place, host.visibility);
  if (found === undefined) return [];
  const node = argumentNode(host.directive, ...host.path);
  const span = found.span ?? trimmed(selection.text);
  const inText = { start: within.start + span.start, end: within.start + span.end };
  const where = node?.kind === 'StringValue' ? placeInString(node, inText) : placeOfNode(host.directive);
  return [{ ...fault(host.code, `In ${host.name}, ${found.message}.`, where, found.hint), lenient: true }];
}

function trimmed(text: string): Span {
  return { start: text.search(/\S|$/), end: text.trimEnd().length };
}
