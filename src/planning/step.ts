import type { Connector } from '../connectors/connector.ts';
import type { Graph } from '../connectors/graph.ts';
import type { Selection } from '../mapping/ast.ts';
import { type OutputShape, outputShapeOf } from '../mapping/output-shape.ts';
import { EMPTY_PATH_TREE, mergePathTrees, type PathTree } from '../mapping/path-tree.ts';
import { collectReferences, type VariableReference } from '../mapping/references.ts';
import type { Template } from '../templates/template.ts';

/**
 * One way to call a connector. A connector of a root field with `entity: true` has two: as the field it is,
 * and as the completion of an object by its key.
 */
export interface Step {
  readonly kind: 'field' | 'entity' | 'type' | 'batch';
  readonly connector: Connector;
  /** The object type that a completion completes, or that the field's connector sits on. */
  readonly typeName: string;
  /** What must be known of the parent (`field`) or of the object to complete (the others). */
  readonly needs: PathTree;
  /** `$this` is used without a member: the whole parent is the input. */
  readonly needsWhole: boolean;
  /** What the mapped answer carries. */
  readonly shape: OutputShape;
  /** Statically written names below `$context`, `$env`, and `$request.headers`: only these exist for the mapping. */
  readonly contextNames: readonly string[];
  readonly envNames: readonly string[];
  readonly requestHeaders: readonly string[];
  /** Upstream may be called again, or by two fields at once, without harm (RFC 9110 §9.2.1). */
  readonly safe: boolean;
}

/** All steps of a graph, found by where they apply. */
export interface Steps {
  /** Connectors of a field, in schema order. */
  ofField(typeName: string, fieldName: string): readonly Step[];
  /** Type connectors and entity connectors that can complete an object of this type, in schema order. */
  completing(typeName: string): readonly Step[];
  readonly all: readonly Step[];
}

/** Reads every connector of the graph once: what it needs, what it gives. Pure. */
export function compileSteps(graph: Graph): Steps {
  const ofField = new Map<string, Step[]>();
  const completing = new Map<string, Step[]>();
  const all: Step[] = [];
  for (const object of graph.objects.values()) {
    for (const field of object.fields.values()) {
      const steps = field.connectors.map((connector) => compileStep(connector, 'field', object.name));
      if (steps.length > 0) ofField.set(`${object.name}.${field.name}`, steps);
      all.push(...steps);
    }
    const typeSteps = object.connectors.map((connector) =>
      compileStep(connector, usesBatch(connector) ? 'batch' : 'type', object.name),
    );
    const entitySteps = object.entityConnectors.map((connector) => compileStep(connector, 'entity', object.name));
    // A connector that uses no member of a key finds the same thing for every object: it completes none.
    completing.set(
      object.name,
      [...typeSteps, ...entitySteps].filter(({ needs }) => needs.size > 0),
    );
    all.push(...typeSteps, ...entitySteps);
  }
  return {
    ofField: (typeName, fieldName) => ofField.get(`${typeName}.${fieldName}`) ?? [],
    completing: (typeName) => completing.get(typeName) ?? [],
    all,
  };
}

/** The variable that carries what a step needs. */
const KEY_VARIABLE = { field: '$this', entity: '$args', type: '$this', batch: '$batch' } as const;

function compileStep(connector: Connector, kind: Step['kind'], typeName: string): Step {
  const forKey = [...requestReferences(connector), ...collectReferences(connector.selection)];
  const everywhere = [...forKey, ...failureReferences(connector)];
  const keyVariable = KEY_VARIABLE[kind];
  const keyReferences = forKey.filter((reference) => reference.name === keyVariable);
  return {
    kind,
    connector,
    typeName,
    needs: keyReferences.reduce((tree, { path }) => mergePathTrees(tree, path), EMPTY_PATH_TREE),
    needsWhole: keyReferences.some(({ path }) => path.size === 0),
    shape: outputShapeOf(connector.selection),
    contextNames: firstLevelNames(everywhere, '$context'),
    envNames: firstLevelNames(everywhere, '$env'),
    requestHeaders: headerNames(everywhere),
    safe: connector.http === undefined || connector.http.method === 'GET',
  };
}

function usesBatch(connector: Connector): boolean {
  return requestReferences(connector).some((reference) => reference.name === '$batch');
}

function requestReferences({ http, source }: Connector): readonly VariableReference[] {
  if (http === undefined) return [];
  const urls = source === undefined ? [http.url] : [source.baseURL, http.url];
  const templates = [...urls, ...headerTemplates(http.headers), ...headerTemplates(source?.headers ?? [])];
  const selections = [http.path, http.queryParams, http.body, source?.path, source?.queryParams];
  return [...templates.flatMap(templateReferences), ...selections.flatMap(referencesOf)];
}

function failureReferences({ errors, isSuccess, source, poll }: Connector): readonly VariableReference[] {
  const selections = [
    errors.message,
    errors.extensions,
    isSuccess,
    source?.errors.message,
    source?.errors.extensions,
    source?.isSuccess,
    poll?.while,
  ];
  return selections.flatMap(referencesOf);
}

function headerTemplates(headers: NonNullable<Connector['http']>['headers']): readonly Template[] {
  return headers.flatMap((header) => (header.kind === 'value' ? [header.value] : []));
}

function templateReferences(template: Template): readonly VariableReference[] {
  return template.parts.flatMap((part) => (part.kind === 'Hole' ? collectReferences(part.selection) : []));
}

function referencesOf(selection: Selection | undefined): readonly VariableReference[] {
  return selection === undefined ? [] : collectReferences(selection);
}

function firstLevelNames(references: readonly VariableReference[], variable: string): readonly string[] {
  const names = references.filter(({ name }) => name === variable).flatMap(({ path }) => [...path.keys()]);
  return [...new Set(names)];
}

function headerNames(references: readonly VariableReference[]): readonly string[] {
  const names = references
    .filter(({ name }) => name === '$request')
    .flatMap(({ path }) => [...(path.get('headers')?.keys() ?? [])]);
  return [...new Set(names)];
}
