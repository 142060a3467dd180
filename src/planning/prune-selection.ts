import type { Graph } from '../connectors/graph.ts';
import type { Expression, GroupExpression, Item, List, PathExpression, Selection } from '../mapping/ast.ts';

/** The fields of a type that anybody wants; undefined: all of them. */
export type Wanted = (typeName: string) => ReadonlySet<string> | undefined;

/**
 * A selection without the items whose output nobody wants, judged by the type that each list of items fills.
 * Spreads and anonymous paths stay, their trailing group is pruned; literals, arguments of methods and object
 * literals are never touched (Connectors: how the client's query trims the mapping). Pure.
 */
export function pruneSelection(selection: Selection, typeName: string, graph: Graph, wanted: Wanted): Selection {
  const { body } = selection;
  const pruned =
    body.kind === 'List'
      ? { ...body, list: pruneList(body.list, typeName, graph, wanted) }
      : { ...body, value: pruneExpression(body.value, typeName, graph, wanted) };
  return { ...selection, body: pruned };
}

function pruneList(list: List, typeName: string, graph: Graph, wanted: Wanted): List {
  const names = wanted(typeName);
  const object = graph.objects.get(typeName);
  // What an interface or union is made of tells `__typename`; its fields are judged by nobody here.
  if (object === undefined || names === undefined) return list;
  const kept = list.items.filter((item) => {
    const name = outputName(item);
    return name === undefined || names.has(name);
  });
  return { ...list, items: kept.map((item) => pruneItem(item, typeName, graph, wanted)) };
}

/** The one name under which an item answers; spreads and anonymous paths have none. */
function outputName(item: Item): string | undefined {
  if (item.kind === 'Field') return item.key.name;
  return item.kind === 'Alias' ? item.name.name : undefined;
}

function pruneItem(item: Item, typeName: string, graph: Graph, wanted: Wanted): Item {
  const name = outputName(item);
  const below = name === undefined ? typeName : (graph.objects.get(typeName)?.fields.get(name)?.typeName ?? '');
  if (item.kind === 'Field') return { ...item, value: prunePath(item.value, below, graph, wanted) };
  if (item.kind === 'Alias') return { ...item, value: pruneExpression(item.value, below, graph, wanted) };
  return { ...item, value: pruneExpression(item.value, below, graph, wanted) };
}

function pruneExpression<Value extends Expression | GroupExpression>(
  value: Value,
  typeName: string,
  graph: Graph,
  wanted: Wanted,
): Value {
  if (value.kind === 'Path') return prunePath(value, typeName, graph, wanted) as Value;
  if (value.kind === 'Group') return { ...value, list: pruneList(value.list, typeName, graph, wanted) };
  return value;
}

function prunePath(path: PathExpression, typeName: string, graph: Graph, wanted: Wanted): PathExpression {
  return path.group === undefined ? path : { ...path, group: pruneList(path.group, typeName, graph, wanted) };
}
