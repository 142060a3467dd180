import type { Span } from '../diagnostics/source-text.ts';
import type { Expression, GroupExpression, List, MethodStep, PathExpression, Selection } from './ast.ts';
import { EMPTY_PATH_TREE, mergePathTrees, type PathTree } from './path-tree.ts';

/** One occurrence of an external variable in a text. */
export interface VariableReference {
  /** With the dollar sign: `$args`. */
  readonly name: string;
  /**
   * The members statically read below it: `$this.owner { id }` reads `owner { id }`. Ends at the first method
   * (but `->as`, which hands its input on). Empty where the variable is used whole.
   */
  readonly path: PathTree;
  /** The variable with all its steps, without its group. */
  readonly span: Span;
  readonly nameSpan: Span;
}

/** The external variables of a text in the order of their occurrence; names bound by `->as` are not among them. Pure. */
export function collectReferences(selection: Selection): readonly VariableReference[] {
  const references: VariableReference[] = [];
  const place: Place = { references, locals: new Set(), dollar: new Map() };
  const { body } = selection;
  if (body.kind === 'List') walkList(body.list, place);
  else walkExpression(body.value, place);
  return references;
}

/** All that is statically read below one variable. */
export function keyPathsOf(references: readonly VariableReference[], name: string): PathTree {
  return references
    .filter((reference) => reference.name === name)
    .reduce<PathTree>((tree, { path }) => mergePathTrees(tree, path), EMPTY_PATH_TREE);
}

/** What is read of one value; grows while the text is walked. */
interface Reads extends Map<string, Reads> {}

interface Place {
  readonly references: VariableReference[];
  /** Names bound by `->as` that are visible here. */
  readonly locals: ReadonlySet<string>;
  /** What is read of the value that `$` and bare keys stand for here. */
  readonly dollar: Reads;
}

function walkList(list: List, place: Place): void {
  for (const item of list.items) walkExpression(item.value, place);
}

function walkExpression(expression: Expression | GroupExpression, place: Place): void {
  switch (expression.kind) {
    case 'Literal':
      return;
    case 'Array':
      for (const element of expression.elements) walkExpression(element, place);
      return;
    case 'Chain':
      for (const operand of expression.operands) walkExpression(operand, place);
      return;
    case 'Object':
    case 'Group':
      walkList(expression.list, place);
      return;
    case 'Path':
      walkPath(expression, place);
      return;
  }
}

function walkPath(path: PathExpression, place: Place): void {
  let reads = readsOfHead(path, place);
  let { locals } = place;
  for (const step of path.steps) {
    if (step.kind === 'Key') {
      reads = member(reads, step.key.name);
    } else if (step.kind === 'Method') {
      const local = localOf(step);
      for (const arg of step.args?.slice(local === undefined ? 0 : 1) ?? []) walkExpression(arg, { ...place, locals });
      if (local !== undefined) locals = new Set([...locals, local]);
      if (step.name !== 'as') reads = new Map();
    }
  }
  if (path.group !== undefined) walkList(path.group, { ...place, locals, dollar: reads });
}

/** Where to note what is read of the head; a fresh place for what nobody asks about. */
function readsOfHead(path: PathExpression, place: Place): Reads {
  const { head } = path;
  switch (head.kind) {
    case 'Key':
      return member(place.dollar, head.key.name);
    case 'Dollar':
      return place.dollar;
    case 'Variable': {
      const reads: Reads = new Map();
      const span = { start: head.span.start, end: path.steps.at(-1)?.span.end ?? head.span.end };
      if (!place.locals.has(head.name))
        place.references.push({ name: head.name, path: reads, span, nameSpan: head.span });
      return reads;
    }
    case 'Parenthesised':
    case 'Inline':
      walkExpression(head.value, place);
      return new Map();
    case 'At':
      return new Map();
  }
}

/** The name that `->as($name)` binds for the rest of its path. */
function localOf({ name, args }: MethodStep): string | undefined {
  const first = args?.[0];
  return name === 'as' && first?.kind === 'Path' && first.head.kind === 'Variable' ? first.head.name : undefined;
}

function member(reads: Reads, name: string): Reads {
  const below: Reads = reads.get(name) ?? new Map();
  reads.set(name, below);
  return below;
}
