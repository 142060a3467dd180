import type { Graph, GraphField, GraphObject } from '../connectors/graph.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import { EMPTY_PATH_TREE, type PathTree } from '../mapping/path-tree.ts';
import { composedShape } from './composed-shape.ts';
import { needsForeign } from './needs-foreign.ts';
import { canProvide, type Model, shapeGiven } from './plan-object.ts';
import { EMPTY_SHAPE, fieldOfShape, UNKNOWN_SHAPE } from './shape-field.ts';
import type { Step, Steps } from './step.ts';

/** A field that no path of calls delivers to somebody who arrives by `from` (`Query.tickets`, `Ticket.owner`). */
export interface Unsatisfiable {
  readonly object: GraphObject;
  readonly field: GraphField;
  readonly from: readonly string[];
}

/**
 * Walks from the roots along everything a client may ask and finds the fields that no call could deliver there.
 * Fields that belong to a service which is not here (`@external`), what needs them, and objects of abstract types
 * that the data does not name are left out. One answer that selects a field of a type in one place is no fault in
 * another (see {@link composedShape}). Each field is reported once. Pure.
 */
export function findUnsatisfiable(written: Model): readonly Unsatisfiable[] {
  const model: Model = { ...written, steps: composedSteps(written) };
  const found = new Map<string, Unsatisfiable>();
  const visited = new Set<string>();
  const ids = new Map<OutputShape, number>();
  const { query, mutation, subscription } = model.graph.roots;
  for (const root of [query, mutation, subscription]) visit(root, [EMPTY_SHAPE], []);
  return [...found.values()];

  /** `routes`: the shapes in which such an object may come; what any of them allows is allowed. */
  function visit(typeName: string, routes: readonly OutputShape[], from: readonly string[]): void {
    const object = model.graph.objects.get(typeName);
    if (object === undefined || object.external || isVisited(typeName, routes)) return;
    for (const field of object.fields.values()) {
      const coordinate = `${typeName}.${field.name}`;
      if (routes.some((shape) => canProvide(model, typeName, shape, field.name, EMPTY_PATH_TREE))) {
        visitBelow(field, routesOf(typeName, routes, field), [...from, coordinate]);
      } else if (!needsForeign(model.steps, object, field) && !found.has(coordinate)) {
        found.set(coordinate, { object, field, from });
      }
    }
  }

  function visitBelow(field: GraphField, routes: readonly OutputShape[], from: readonly string[]): void {
    const named = new Set(routes.flatMap(typenamesOf));
    const possible = model.graph.possibleTypes.get(field.typeName)?.filter((typeName) => named.has(typeName));
    for (const typeName of possible ?? [field.typeName]) visit(typeName, routes, from);
  }

  function isVisited(typeName: string, routes: readonly OutputShape[]): boolean {
    const key = `${typeName} ${routes.map(idOf).sort().join(' ')}`;
    if (visited.has(key)) return true;
    visited.add(key);
    return false;
  }

  function idOf(shape: OutputShape): number {
    const known = ids.get(shape) ?? ids.size;
    ids.set(shape, known);
    return known;
  }

  /** Every shape in which a field may be delivered: from the data, or by a call that could be made. */
  function routesOf(typeName: string, routes: readonly OutputShape[], field: GraphField): readonly OutputShape[] {
    if (model.isResolved(typeName, field.name)) return [UNKNOWN_SHAPE];
    // A set: where types refer to each other in circles a shape is met again and again, and the walk must end.
    const given = new Set<OutputShape>();
    for (const shape of routes) {
      const presence = fieldOfShape(shape, typeName, field.name);
      if (presence.kind !== 'absent') given.add(presence.shape);
    }
    const steps = [...model.steps.ofField(typeName, field.name), ...model.steps.completing(typeName)];
    for (const step of steps) {
      if (step.kind !== 'field' && fieldOfShape(step.shape, typeName, field.name).kind === 'absent') continue;
      if (routes.some((shape) => canProvideAll(typeName, shape, step.needs)))
        given.add(shapeGiven(step, typeName, field.name));
    }
    return [...given];
  }

  function canProvideAll(typeName: string, shape: OutputShape, tree: PathTree): boolean {
    return [...tree].every(([name, below]) => canProvide(model, typeName, shape, name, below));
  }
}

/** The steps with the shapes that a composer sees. */
function composedSteps({ graph, steps }: Model): Steps {
  const composed = new Map<Step, Step>(
    steps.all.map((step) => [step, { ...step, shape: composedShape(step.shape, answerType(step, graph), graph) }]),
  );
  const all = (some: readonly Step[]): readonly Step[] => some.map((step) => composed.get(step) ?? step);
  return {
    ofField: (typeName, fieldName) => all(steps.ofField(typeName, fieldName)),
    completing: (typeName) => all(steps.completing(typeName)),
    all: [...composed.values()],
  };
}

function answerType({ kind, connector, typeName }: Step, graph: Graph): string {
  const { on } = connector;
  if (kind !== 'field' || on.kind !== 'field') return typeName;
  return graph.objects.get(typeName)?.fields.get(on.fieldName)?.typeName ?? '';
}

function typenamesOf(shape: OutputShape): readonly string[] {
  if (shape.kind === 'alternatives') return shape.of.flatMap(typenamesOf);
  return shape.kind === 'object' && shape.typename !== undefined ? [shape.typename] : [];
}
