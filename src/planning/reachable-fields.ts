import type { OutputShape } from '../mapping/output-shape.ts';
import type { PathTree } from '../mapping/path-tree.ts';
import { remember } from '../memo/remember.ts';
import type { Model } from './plan-object.ts';
import { fieldOfShape } from './shape-field.ts';

/**
 * The fields of an object that its data or some chain of calls may give, judged by names alone: what is not here
 * cannot be had. Found by adding fields until nothing is added, so that the search for a way to a field never tries
 * keys that no call delivers, in every order. Pure; remembered, since it is asked for every call that is weighed.
 */
export function reachableFields(model: Model, typeName: string, shape: OutputShape): ReadonlySet<string> {
  const byShape = remember(REACHED, model, () => new WeakMap<OutputShape, Map<string, ReadonlySet<string>>>());
  const byType = remember(byShape, shape, () => new Map<string, ReadonlySet<string>>());
  return remember(byType, typeName, () => findReachable(model, typeName, shape));
}

const REACHED = new WeakMap<Model, WeakMap<OutputShape, Map<string, ReadonlySet<string>>>>();

function findReachable(model: Model, typeName: string, shape: OutputShape): ReadonlySet<string> {
  const fields = [...(model.graph.objects.get(typeName)?.fields.values() ?? [])];
  const reached = new Set<string>(['__typename']);
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { name, requires } of fields) {
      if (reached.has(name)) continue;
      const isThere = model.isResolved(typeName, name)
        ? requires === undefined || has(requires)
        : fieldOfShape(shape, typeName, name).kind !== 'absent' || isCalled(name);
      if (isThere) reached.add(name);
    }
  }
  return reached;

  function isCalled(name: string): boolean {
    const { steps } = model;
    return (
      steps.ofField(typeName, name).some(({ needs }) => has(needs)) ||
      steps
        .completing(typeName)
        .some((step) => fieldOfShape(step.shape, typeName, name).kind !== 'absent' && has(step.needs))
    );
  }

  function has(needs: PathTree): boolean {
    return [...needs.keys()].every((name) => reached.has(name));
  }
}
