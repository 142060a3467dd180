import type { OutputShape } from '../mapping/output-shape.ts';
import type { PathTree } from '../mapping/path-tree.ts';
import type { Model, Needs, Provider } from '../planning/plan-object.ts';
import { fieldOfShape } from '../planning/shape-field.ts';
import type { Step } from '../planning/step.ts';

/** Where the engine has a field from: the data, or one call; `own`: unless the data has it, which only the data tells. */
export type FieldSource =
  | { readonly kind: 'data'; readonly shape: OutputShape }
  | { readonly kind: 'call'; readonly step: Step; readonly own: OutputShape | undefined };

/** The data alone, or one call whose needs all stand in the data; undefined for anything else. Pure. */
export function sourceOf(provider: Provider, typeName: string, model: Model): FieldSource | undefined {
  if (provider.kind === 'resolver') return undefined;
  const { data, calls } = provider;
  const [call, ...others] = calls;
  if (call === undefined) return data === undefined ? undefined : { kind: 'data', shape: data.shape };
  if (data?.certain === true || others.length > 0 || call.step.needsWhole) return undefined;
  return isAtHand(call.needs, typeName, model) ? { kind: 'call', step: call.step, own: data?.shape } : undefined;
}

function isAtHand(needs: Needs, typeName: string, model: Model): boolean {
  return [...needs].every(([name, { below, provider }]) => {
    if (provider.kind !== 'value' || provider.data === undefined || provider.calls.length > 0) return false;
    return holds(provider.data.shape, below, fieldType(model, typeName, name), model);
  });
}

/** Whether all members of a tree stand in data of a shape; a member of a key may need a call of its own. */
function holds(shape: OutputShape, tree: PathTree, typeName: string, model: Model): boolean {
  return [...tree].every(([name, below]) => {
    const presence = fieldOfShape(shape, typeName, name);
    if (presence.kind !== 'present' || !model.graph.objects.has(typeName)) return false;
    return holds(presence.shape, below, fieldType(model, typeName, name), model);
  });
}

function fieldType(model: Model, typeName: string, name: string): string {
  return model.graph.objects.get(typeName)?.fields.get(name)?.typeName ?? '';
}
