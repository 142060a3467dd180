import type { Selection } from '../mapping/ast.ts';
import { EMPTY_PATH_TREE, type PathTree } from '../mapping/path-tree.ts';
import { collectReferences, keyPathsOf, type VariableReference } from '../mapping/references.ts';
import type { Template } from '../templates/template.ts';
import type { Connector, HeaderMapping } from './connector.ts';

/** What a connector must know of an object before it can be called for it. Connectors spec, "connector kinds". */
export interface ConnectorKey {
  readonly variable: '$args' | '$this' | '$batch';
  /** The members it reads. Empty: it uses the variable as a whole only, and nothing specific is needed. */
  readonly paths: PathTree;
}

/**
 * The key that a connector implies by what it reads in its request and selection (not in `errors` and `isSuccess`);
 * undefined if it has none: a root field without `entity: true`, or one that reads nothing of its parent.
 */
export function connectorKey(connector: Connector, isOnRoot: boolean): ConnectorKey | undefined {
  const request = requestReferences(connector);
  const references = [...request, ...collectReferences(connector.selection)];
  const variable = keyVariable(connector, isOnRoot, request);
  if (variable === undefined || !references.some(({ name }) => name === variable)) return undefined;
  return { variable, paths: keyPathsOf(references, variable) };
}

/** What a batch connector reads of `$batch` in its request. */
export function batchPaths(connector: Connector): PathTree {
  return connector.on.kind === 'type' ? keyPathsOf(requestReferences(connector), '$batch') : EMPTY_PATH_TREE;
}

function keyVariable(
  { on, entity }: Connector,
  isOnRoot: boolean,
  request: readonly VariableReference[],
): ConnectorKey['variable'] | undefined {
  if (on.kind === 'type') return request.some(({ name }) => name === '$batch') ? '$batch' : '$this';
  if (isOnRoot) return entity ? '$args' : undefined;
  return '$this';
}

function requestReferences({ http, source }: Connector): readonly VariableReference[] {
  if (http === undefined) return [];
  const templates = [http.url, ...templatesOf(http.headers), ...templatesOf(source?.headers ?? [])];
  const mappings = [http.path, http.queryParams, http.body, source?.path, source?.queryParams];
  return [...templates.flatMap(holesOf), ...mappings].flatMap((mapping) =>
    mapping === undefined ? [] : collectReferences(mapping),
  );
}

function templatesOf(headers: readonly HeaderMapping[]): readonly Template[] {
  return headers.flatMap((header) => (header.kind === 'value' ? [header.value] : []));
}

function holesOf({ parts }: Template): readonly Selection[] {
  return parts.flatMap((part) => (part.kind === 'Hole' ? [part.selection] : []));
}
