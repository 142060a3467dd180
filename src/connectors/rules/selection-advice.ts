import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/source-text.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { AliasItem, List, MethodStep } from '../../mapping/ast.ts';
import { argumentNode } from '../argument-node.ts';
import type { Connector } from '../connector.ts';
import { advice } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import { METHOD_NAMES } from '../static-types/method-types.ts';
import { visitPaths } from '../static-types/visit-paths.ts';
import { placeInString } from '../string-span.ts';
import { argumentOf } from './context.ts';

/** What a selection may contain, but hardly means: methods that do not exist, and quoted names that look like texts. */
export function adviseOnSelection(connector: Connector): readonly Diagnostic[] {
  return [...unknownMethods(connector), ...quotedNames(connector)];
}

/** In other expressions an unknown method is a fault; a selection just lacks the member that it would have made. */
function unknownMethods(connector: Connector): readonly Diagnostic[] {
  const steps: MethodStep[] = [];
  visitPaths(connector.selection, (path) => {
    for (const step of path.steps) if (step.kind === 'Method' && !METHOD_NAMES.includes(step.name)) steps.push(step);
  });
  return steps.map(({ name, nameSpan }) =>
    advice(
      'UNKNOWN_METHOD',
      `${argumentOf(connector, 'selection')} calls \`->${name}\`, which does not exist: it never has a value.`,
      placeOf(connector, nameSpan),
      suggest(name, METHOD_NAMES)?.replace('`', '`->'),
    ),
  );
}

/** Up to v0.3, `kind: "Book"` reads the property `Book`; most who write it mean the text. */
function quotedNames(connector: Connector): readonly Diagnostic[] {
  if (connector.dialect === 'C') return [];
  return aliasItems(connector).flatMap(({ value, name }) => {
    if (value.kind !== 'Path' || value.head.kind !== 'Key' || value.steps.length > 0 || value.group) return [];
    const { key } = value.head;
    if (!key.quoted || !/^[A-Za-z_]\w*$/.test(key.name)) return [];
    return [
      advice(
        'QUOTED_NAME',
        `${argumentOf(connector, 'selection')} reads the property \`${key.name}\` of the response; it does not yield the text.`,
        placeOf(connector, key.span),
        `Write \`${name.name}: $("${key.name}")\` for the text, \`${name.name}: ${key.name}\` for the property.`,
      ),
    ];
  });
}

function aliasItems({ selection }: Connector): readonly AliasItem[] {
  const items: AliasItem[] = [];
  const collect = (list: List | undefined) => {
    for (const item of list?.items ?? []) {
      if (item.kind === 'Alias') items.push(item);
      if (item.value.kind === 'Group') collect(item.value.list);
    }
  };
  if (selection.body.kind === 'List') collect(selection.body.list);
  visitPaths(selection, ({ group }) => collect(group));
  return items;
}

function placeOf({ directive }: Connector, span: Span) {
  const node = argumentNode(directive, 'selection');
  return node?.kind === 'StringValue' ? placeInString(node, span) : placeOfNode(node ?? directive);
}
