import type { Json } from '../json/json.ts';
import type { Dialect, Expression, List } from './ast.ts';
import type { Evaluate, Run } from './run.ts';

/** A list of items applied to a value, which becomes `$` and `@`; the run is already placed there. */
export type ApplyList = (value: Json, run: Run) => Json;

/** The parts of the compiler as they see each other, so that each can have its own file. */
export interface Compiler {
  readonly dialect: Dialect;
  readonly expression: (expression: Expression) => Evaluate;
  readonly list: (list: List) => ApplyList;
}
