import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Selection } from '../../mapping/ast.ts';
import type { Connector } from '../connector.ts';
import { fault } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import { variableUses } from '../static-types/variable-uses.ts';
import { directiveOf } from './context.ts';

/** A connector speaks of one parent (`$this`) or of many (`$batch`), never of both. */
export function batchExcludesThis(connector: Connector): readonly Diagnostic[] {
  const { http, selection, errors, directive } = connector;
  const holes = http?.url.parts.map((part) => (part.kind === 'Hole' ? part.selection : undefined)) ?? [];
  const texts = [...holes, http?.body, selection, errors.message, errors.extensions];
  const uses = texts.flatMap((text: Selection | undefined) => (text === undefined ? [] : variableUses(text)));
  const names = new Set(uses.map(({ name }) => name));
  if (!names.has('$batch') || !names.has('$this')) return [];
  return [
    fault(
      'CONNECT_BATCH_AND_THIS',
      `${directiveOf(connector)} uses both \`$batch\` and \`$this\`.`,
      placeOfNode(directive),
      'Use `$batch` for one call about many references, `$this` for one call each.',
    ),
  ];
}
