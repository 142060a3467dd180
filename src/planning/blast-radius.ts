import type { GraphField, GraphObject } from '../connectors/graph.ts';
import type { Model } from './plan-object.ts';

/** A field whose own call, when it fails, takes other data with it; `taken` says which, in words. */
export interface Blast {
  readonly object: GraphObject;
  readonly field: GraphField;
  readonly taken: string;
}

/** Non-null fields with a call of their own: one upstream's failure there nulls what others delivered. Pure. */
export function findBlastRadius({ graph }: Model): readonly Blast[] {
  const blasts: Blast[] = [];
  for (const object of graph.objects.values()) {
    for (const field of object.fields.values()) {
      if (field.definition.type.kind !== 'NonNullType' || field.connectors.length === 0) continue;
      if (hasPolicy(field)) continue;
      const isQuery = object.name === graph.roots.query;
      if (isQuery && object.fields.size === 1) continue;
      blasts.push({
        object,
        field,
        taken: isQuery ? 'the whole answer' : `its \`${object.name}\`, with all that other calls brought for it,`,
      });
    }
  }
  return blasts;
}

function hasPolicy({ definition }: GraphField): boolean {
  return definition.directives?.some(({ name }) => name.value === 'onFailure') ?? false;
}
