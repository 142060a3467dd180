import type { Choices } from './choices.ts';
import { isLeafName, type WildField, type WildGraph, type WildType } from './graph.ts';

/** An operation on a graph, and the variables that are sent with it. */
export interface WildOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a variable may be declared as, and what may be sent for it; undefined: nothing. */
const VARIABLES = {
  yes: { type: 'Boolean!', values: [true, false] },
  maybe: { type: 'Boolean = true', values: [undefined, false, true, null] },
  a: { type: 'Int', values: [1, undefined, null, 'wrong'] },
  b: { type: 'String = "given"', values: ['v/w', undefined, null] },
  e: { type: 'Mood', values: ['SAD', undefined, null] },
  i: { type: 'In', values: [{ x: 2 }, { y: 'y', z: {} }, undefined, null] },
  l: { type: '[Int!]', values: [[1, 2], 3, undefined, null] },
  x: { type: 'Int = 8', values: [undefined, 9, null] },
  n: { type: 'Int = 6', values: [undefined, 3, null] },
} as const satisfies Record<string, { readonly type: string; readonly values: readonly unknown[] }>;

/** The ways in which a field with arguments is called; the response key tells which. */
const CALLS = [
  '',
  '(a: 1)',
  '(a: $a, b: $b)',
  '(b: null, e: GLAD, i: { y: "q", z: { x: $x } })',
  '(e: $e, i: $i, l: $l)',
  '(n: $n, l: [1, 2])',
] as const;

interface Scope {
  readonly graph: WildGraph;
  readonly choices: Choices;
  /** Fragments written so far, by name. */
  readonly fragments: Map<string, { readonly on: string; readonly text: string }>;
}

export function wildOperation(graph: WildGraph, choices: Choices): WildOperation {
  const scope: Scope = { graph, choices, fragments: new Map() };
  const isMutation = graph.mutations.length > 0 && choices.chance(20);
  const entities = graph.types.filter(({ name, completedBy }) => completedBy === 'entity' && reaches(graph, name));
  const fields = isMutation ? graph.mutations : graph.roots;
  const items = Array.from({ length: 1 + choices.below(3) }, () => {
    const [entity] = entities;
    if (!isMutation && entity !== undefined && choices.chance(10)) return entityField(entity, scope);
    const field = fields[choices.below(fields.length)];
    return field === undefined ? '__typename' : directed(writeField(field, 3, scope), scope);
  });
  const body = `{ ${items.join(' ')}${choices.chance(10) ? ' __typename' : ''} }`;
  const fragments = usedFragments(body, scope);
  const text = `${body}\n${fragments.join('\n')}`;
  const names = (Object.keys(VARIABLES) as (keyof typeof VARIABLES)[]).filter((name) =>
    new RegExp(`\\$${name}\\b`).test(text),
  );
  const declared = names.map((name) => `$${name}: ${VARIABLES[name].type}`);
  const sent = names.flatMap((name) => {
    const values: readonly unknown[] = VARIABLES[name].values;
    const value = values[choices.chance(70) ? 0 : choices.below(values.length)];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    query: `${isMutation ? 'mutation' : 'query'}${declared.length > 0 ? ` (${declared.join(', ')})` : ''} ${text}`,
    variables: Object.fromEntries(sent),
  };
}

function reaches(graph: WildGraph, name: string): boolean {
  return [...graph.roots, ...graph.types.flatMap(({ links }) => links)].some(({ type }) => type.named === name);
}

function entityField(type: WildType, scope: Scope): string {
  const k = type.key.includes('k') ? ', k: 1' : '';
  return `e${type.name}(id: "1"${k}) ${selectionOn(type.name, 2, scope)}`;
}

/** A selection under a directive, some of the time. */
function directed(text: string, { choices }: Scope): string {
  if (!choices.chance(20)) return text;
  const name = /^(?:[\w]+: )?\w+(?:\([^)]*\))?|^\.\.\.(?: on)? ?\w*/.exec(text)?.[0] ?? text;
  const condition = choices.pick(['true', '$yes', '$maybe', 'false']);
  const directive = choices.pick([`@include(if: ${condition})`, `@skip(if: ${condition})`]);
  return `${name} ${directive}${text.slice(name.length)}`;
}

function selectionOn(typeName: string, depth: number, scope: Scope): string {
  return `{ ${itemsOn(typeName, depth, scope)} }`;
}

function itemsOn(typeName: string, depth: number, scope: Scope): string {
  const { graph, choices } = scope;
  const abstract = graph.abstracts.find(({ name }) => name === typeName);
  const items = Array.from({ length: 1 + choices.below(depth + 2) }, () => {
    if (choices.chance(10)) return choices.pick(['__typename', 'kind: __typename']);
    if (abstract !== undefined) {
      if (abstract.isInterface && choices.chance(20)) return choices.pick(['id', '__proto__: id']);
      const member = abstract.members[choices.below(abstract.members.length)] ?? '';
      return directed(
        choices.chance(70) ? `... on ${member} ${selectionOn(member, depth, scope)}` : spread(member, depth, scope),
        scope,
      );
    }
    if (depth > 0 && choices.chance(12)) return directed(spread(typeName, depth, scope), scope);
    if (depth > 0 && choices.chance(10)) {
      return directed(
        `... ${choices.chance(50) ? `on ${typeName} ` : ''}${selectionOn(typeName, depth - 1, scope)}`,
        scope,
      );
    }
    return directed(fieldOn(typeName, depth, scope), scope);
  });
  // What is always there keeps a selection from being empty.
  return choices.chance(80) ? items.join(' ') : `${items.join(' ')} __typename`;
}

function fieldOn(typeName: string, depth: number, scope: Scope): string {
  const { graph, choices } = scope;
  const type = graph.types.find(({ name }) => name === typeName);
  if (type === undefined) return '__typename';
  const fields = [...type.links.filter((link) => depth > 0 || isLeafName(link.type.named)), ...type.leaves];
  const at = choices.below(fields.length + 2);
  const field = fields[at];
  if (field !== undefined) return writeField(field, depth - 1, scope);
  return choices.pick([`${typeName}_id: id`, 'k', 'k2: k', 'constructor: k']);
}

function writeField(field: WildField, depth: number, scope: Scope): string {
  const { choices } = scope;
  const way = field.hasArguments && field.by !== 'data' ? choices.below(CALLS.length) : 0;
  const isRenamed = way > 0 || choices.chance(20);
  const call = `${isRenamed ? `${field.name}_${way}: ` : ''}${field.name}${CALLS[way] ?? ''}`;
  if (isLeafName(field.type.named)) return call;
  return `${call} ${selectionOn(field.type.named, Math.max(0, depth), scope)}`;
}

/** A spread of a fragment of a type: one that is there, or a new one. */
function spread(typeName: string, depth: number, scope: Scope): string {
  const { fragments, choices } = scope;
  const known = [...fragments].filter(([, { on }]) => on === typeName).map(([name]) => name);
  const again = choices.chance(50) ? known[choices.below(Math.max(1, known.length))] : undefined;
  if (again !== undefined) return `...${again}`;
  const text = selectionOn(typeName, Math.max(0, depth - 1), scope);
  const name = `F${fragments.size}`;
  fragments.set(name, { on: typeName, text });
  return `...${name}`;
}

/** The fragments that a text spreads, and those that they spread. */
function usedFragments(body: string, { fragments }: Scope): readonly string[] {
  const used = new Map<string, string>();
  const visit = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/\.\.\.(F\d+)/g)) {
      const fragment = fragments.get(name);
      if (fragment === undefined || used.has(name)) continue;
      used.set(name, `fragment ${name} on ${fragment.on} ${fragment.text}`);
      visit(fragment.text);
    }
  };
  visit(body);
  return [...used.values()];
}
