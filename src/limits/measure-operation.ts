import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { isIncrementalDirective } from '../incremental/directives.ts';

/** How large an operation is once its fragments are written out. */
export interface OperationSize {
  /** Fields within fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly rootFields: number;
  /** Deferred fragments and streamed lists. */
  readonly parts: number;
}

/**
 * Measures an operation in time linear in its text: each fragment is measured once, however often it is spread. Sums may
 * reach infinity. A cycle of fragments, which validation refuses, counts nothing. Pure.
 */
export function measureOperation(
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): OperationSize {
  const measured = new Map<string, OperationSize>();
  return measure(operation.selectionSet);

  function measure({ selections }: SelectionSetNode): OperationSize {
    let depth = 0;
    let aliases = 0;
    let fields = 0;
    let rootFields = 0;
    let parts = 0;
    for (const node of selections) {
      if (node.directives?.some(({ name }) => isIncrementalDirective(name.value))) parts += 1;
      if (node.kind === Kind.FIELD) {
        const below = node.selectionSet === undefined ? NOTHING : measure(node.selectionSet);
        depth = Math.max(depth, below.depth + 1);
        aliases += below.aliases + (node.alias === undefined ? 0 : 1);
        fields += below.fields + 1;
        parts += below.parts;
        rootFields += 1;
      } else {
        const here = node.kind === Kind.INLINE_FRAGMENT ? measure(node.selectionSet) : fragment(node.name.value);
        depth = Math.max(depth, here.depth);
        aliases += here.aliases;
        fields += here.fields;
        parts += here.parts;
        rootFields += here.rootFields;
      }
    }
    return { depth, aliases, fields, rootFields, parts };
  }

  function fragment(name: string): OperationSize {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const definition = fragments[name];
    measured.set(name, NOTHING); // what a cycle finds
    const size = definition === undefined ? NOTHING : measure(definition.selectionSet);
    measured.set(name, size);
    return size;
  }
}

const NOTHING: OperationSize = { depth: 0, aliases: 0, fields: 0, rootFields: 0, parts: 0 };
