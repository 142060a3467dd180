import { type DocumentNode, visit } from 'graphql';

/** How deep lists and objects are nested in the values that a document writes out. Never recurses. Pure. */
export function valueDepthOf(document: DocumentNode): number {
  let depth = 0;
  let deepest = 0;
  const nested = {
    enter: () => {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    leave: () => {
      depth -= 1;
    },
  };
  visit(document, { ListValue: nested, ObjectValue: nested });
  return deepest;
}
