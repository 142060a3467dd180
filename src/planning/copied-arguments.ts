import type { Item, List, Selection } from '../mapping/ast.ts';

/**
 * The members that a mapping writes as literal copies of arguments (`id: $args.id`), with the arguments' names: known before
 * anything is sent. A member that is written twice is none of them. Pure.
 */
export function copiedArguments({ body }: Pick<Selection, 'body'>): ReadonlyMap<string, string> {
  const copied = new Map<string, string>();
  const written = new Set<string>();
  for (const item of listOf(body)?.items ?? []) {
    const name = nameOf(item);
    if (name === undefined) return NONE; // what is spread in may write anything
    const argument = argumentOf(item);
    if (argument !== undefined && !written.has(name)) copied.set(name, argument);
    else copied.delete(name);
    written.add(name);
  }
  return copied;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** A mapping that is one object; dialect C may write it as an expression. */
function listOf(body: Selection['body']): List | undefined {
  if (body.kind === 'List') return body.list;
  return body.value.kind === 'Object' ? body.value.list : undefined;
}

function nameOf(item: Item): string | undefined {
  if (item.kind === 'Field') return item.key.name;
  return item.kind === 'Alias' ? item.name.name : undefined;
}

function argumentOf(item: Item): string | undefined {
  if (item.kind !== 'Alias' || item.value.kind !== 'Path') return undefined;
  const { head, steps, group } = item.value;
  const [step, ...others] = steps;
  const isArgument = head.kind === 'Variable' && head.name === '$args' && group === undefined && others.length === 0;
  return isArgument && step?.kind === 'Key' ? step.key.name : undefined;
}
