import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { PathTree } from '../../mapping/path-tree.ts';
import type { Connector } from '../connector.ts';
import { batchPaths } from '../connector-key.ts';
import { fault } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import { alternativesOf, memberOutputs, type Output } from '../selections/output.ts';
import { outputOf } from '../selections/output-of.ts';
import { directiveOf } from './context.ts';

/**
 * Every member that a batch connector reads of its references is read again from each row of the response:
 * by it, rows find back to their references. Connectors spec, "`$batch`".
 */
export function batchKeysComeBack(connector: Connector): readonly Diagnostic[] {
  const paths = batchPaths(connector);
  if (paths.size === 0) return [];
  const result: Lookup = { absent: [], isNoObject: false, isFromVariable: false };
  lookUp(paths, [outputOf(connector.selection)], '', result);
  if (result.isFromVariable) return [fromVariable(connector)];
  return [
    ...result.absent.map((path) => notInSelection(connector, path)),
    ...(result.isNoObject ? [noObject(connector)] : []),
  ];
}

interface Lookup {
  readonly absent: string[];
  isNoObject: boolean;
  isFromVariable: boolean;
}

function lookUp(tree: PathTree, outputs: readonly Output[], prefix: string, result: Lookup): void {
  const objects = outputs.flatMap(alternativesOf).filter((output) => output.kind === 'object');
  if (objects.length === 0) {
    result.isNoObject = true;
    return;
  }
  for (const [name, below] of tree) {
    const found = objects.flatMap((object) => memberOutputs(object, name));
    if (found.length === 0) result.absent.push(`${prefix}${name}`);
    else if (below.size > 0) lookUp(below, found, `${prefix}${name}.`, result);
    else if (found.flatMap(alternativesOf).some(isFromVariable)) result.isFromVariable = true;
  }
}

function isFromVariable(output: Output): boolean {
  return (output.kind === 'unknown' || output.kind === 'leaf') && output.origin === 'variable';
}

function notInSelection(connector: Connector, path: string): Diagnostic {
  return fault(
    'CONNECTORS_BATCH_KEY_NOT_IN_SELECTION',
    `${directiveOf(connector)} sends \`$batch.${path}\`, but its selection does not yield \`${path}\`.`,
    placeOfNode(connector.directive.name),
    'Rows of the response are matched with their references by it: add it to the selection.',
  );
}

function noObject(connector: Connector): Diagnostic {
  return fault(
    'CONNECTORS_UNRESOLVED_FIELD',
    `The selection of ${directiveOf(connector)} does not say which fields its rows have, so no key can be found in them.`,
    placeOfNode(connector.directive.name),
    'End it with a group that contains the key: `$.rows { id … }`.',
  );
}

function fromVariable(connector: Connector): Diagnostic {
  return fault(
    'CONNECTORS_NON_ROOT_BATCH_KEY',
    `The selection of ${directiveOf(connector)} takes a key from a variable, so every row would have the same one.`,
    placeOfNode(connector.directive.name),
    'Read the key from the row that the response gives.',
  );
}
