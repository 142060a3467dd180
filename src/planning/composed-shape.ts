import type { Graph } from '../connectors/graph.ts';
import type { OutputShape } from '../mapping/output-shape.ts';

/**
 * The shape of an answer as a composer of graphs sees it: every object of one type has all the fields that the answer
 * selects of that type anywhere. `free { amount source } held { amount }` thus promises `source` in both places; where
 * the data lacks it, it is null. An answer that contains its own type gives a shape that contains itself. Pure.
 */
export function composedShape(shape: OutputShape, typeName: string, graph: Graph): OutputShape {
  const objects = new Map<string, ComposedObject>();
  return compose(shape, typeName);

  function compose(written: OutputShape, name: string): OutputShape {
    if (written.kind === 'alternatives') return eitherOf(written.of.map((one) => compose(one, name)));
    if (written.kind !== 'object') return written;
    // Of an abstract type only what says itself which object it is belongs to a type.
    const isConcrete = graph.objects.has(name);
    const { typename = isConcrete ? name : undefined } = written;
    const possible = isConcrete ? [name] : (graph.possibleTypes.get(name) ?? []);
    return typename !== undefined && possible.includes(typename) ? merged(written, typename) : written;
  }

  function merged(written: OutputShape & { readonly kind: 'object' }, name: string): OutputShape {
    const object = objects.get(name) ?? { kind: 'object', members: new Map(), open: false, typename: name };
    objects.set(name, object);
    object.open ||= written.open;
    for (const [key, value] of written.members) {
      const member = compose(value, graph.objects.get(name)?.fields.get(key)?.typeName ?? '');
      const known = object.members.get(key);
      object.members.set(key, known === undefined ? member : eitherOf([known, member]));
    }
    return object;
  }
}

interface ComposedObject {
  readonly kind: 'object';
  readonly members: Map<string, OutputShape>;
  readonly typename: string;
  open: boolean;
}

/** There is one object per type, so that equal alternatives are the same one. */
function eitherOf(shapes: readonly OutputShape[]): OutputShape {
  const flat = shapes.flatMap((shape) => (shape.kind === 'alternatives' ? shape.of : [shape]));
  const different = [...new Set(flat)];
  const [only] = different;
  return different.length === 1 && only !== undefined ? only : { kind: 'alternatives', of: different };
}
