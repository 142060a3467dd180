import type { OverlapContext } from '../src/index.ts';

/** What the demo's resolvers find in their context: Overlap's part, and nothing of the demo's own. */
export interface DemoContext {
  readonly overlap: OverlapContext;
}
