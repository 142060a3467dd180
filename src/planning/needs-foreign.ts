import type { GraphField, GraphObject } from '../connectors/graph.ts';
import { EMPTY_PATH_TREE } from '../mapping/path-tree.ts';
import type { Steps } from './step.ts';

/** Whether a field, or something that it or its calls need, belongs to a service that is not here (`@external`). Pure. */
export function needsForeign(steps: Steps, object: GraphObject, field: GraphField): boolean {
  if (field.external || object.external) return true;
  const trees = [
    field.requires ?? EMPTY_PATH_TREE,
    ...steps.ofField(object.name, field.name).map(({ needs }) => needs),
    ...steps.completing(object.name).map(({ needs }) => needs),
  ];
  return trees.some((tree) => [...tree.keys()].some((name) => object.fields.get(name)?.external === true));
}
