import type { Choices } from './choices.ts';

/** A graph of the wildest kinds of fields over one upstream. Data nests towards later types only, so it ends. */
export interface WildGraph {
  readonly types: readonly WildType[];
  readonly abstracts: readonly WildAbstract[];
  readonly roots: readonly WildField[];
  readonly mutations: readonly WildField[];
}

export interface WildType {
  readonly name: string;
  /** Who completes it, by its key: nobody, a connector of its own, one in batches, a root field. */
  readonly completedBy: 'nobody' | 'type' | 'batch' | 'entity';
  readonly key: readonly ('id' | 'k')[];
  readonly isIdNonNull: boolean;
  readonly leaves: readonly WildField[];
  readonly links: readonly WildField[];
}

/** A union, or an interface with `id`. */
export interface WildAbstract {
  readonly name: string;
  readonly isInterface: boolean;
  readonly members: readonly string[];
}

export interface WildField {
  readonly name: string;
  readonly type: TypeRef;
  /** In the data of its object, or by a call of its own. */
  readonly by: 'data' | 'GET' | 'POST';
  /** What its selection carries of a type that can be completed: its key, some leaves, or whatever the data has. */
  readonly carries: 'key' | 'some' | 'unknown';
  readonly hasArguments: boolean;
}

/** `nonNull[level]`: of the outermost list first, of the named type last. */
export interface TypeRef {
  readonly named: string;
  readonly depth: number;
  readonly nonNull: readonly boolean[];
}

export const LEAF_TYPES = ['String', 'ID', 'Int', 'Float', 'Boolean', 'Mood', 'Any'] as const;

export function wildGraph(choices: Choices): WildGraph {
  const count = 1 + choices.below(4);
  const names = Array.from({ length: count }, (_, index) => `T${index}`);
  const abstracts = wildAbstracts(names, choices);
  const types = names.map((name, index) => wildType(name, names.slice(index + 1), names, abstracts, choices));
  const targets = [...names, ...abstracts.map(({ name }) => name)];
  const roots = some(4, choices, (at) => wildField(`r${at}`, targets, 'call', choices));
  const mutations = some(3, choices, (at) => ({
    ...wildField(`m${at}`, targets, 'call', choices),
    by: 'POST' as const,
  }));
  return { types, abstracts, roots, mutations };
}

function wildAbstracts(names: readonly string[], choices: Choices): readonly WildAbstract[] {
  if (names.length < 2 || !choices.chance(45)) return [];
  return Array.from({ length: 1 + choices.below(2) }, (_, index) => ({
    name: `A${index}`,
    isInterface: choices.chance(50),
    members: names.slice(choices.below(2), 2 + choices.below(names.length - 1)),
  })).filter(({ members }) => members.length > 0);
}

function wildType(
  name: string,
  later: readonly string[],
  all: readonly string[],
  abstracts: readonly WildAbstract[],
  choices: Choices,
): WildType {
  const tag = name.toLowerCase();
  const completedBy = choices.pick<WildType['completedBy']>(['nobody', 'type', 'batch', 'entity']);
  const leaves = some(4, choices, (at) => wildField(`${tag}s${at}`, LEAF_TYPES, 'data', choices));
  // An abstract type may nest its later members only, so that data ends.
  const nestable = abstracts.filter(({ members }) => members.every((member) => later.includes(member)));
  const below = [...later, ...nestable.map((one) => one.name)];
  const links = some(3, choices, (at) => {
    const isNested = below.length > 0 && choices.chance(55);
    if (isNested) return wildField(`${tag}d${at}`, below, 'data', choices);
    const isLeaf = choices.chance(25);
    return wildField(
      `${tag}c${at}`,
      isLeaf ? LEAF_TYPES : [...all, ...abstracts.map((one) => one.name)],
      'call',
      choices,
    );
  });
  return {
    name,
    completedBy,
    key: choices.chance(25) && completedBy !== 'nobody' ? ['id', 'k'] : ['id'],
    isIdNonNull: choices.chance(30),
    leaves,
    links,
  };
}

function some(max: number, choices: Choices, make: (at: number) => WildField): readonly WildField[] {
  return Array.from({ length: 1 + choices.below(max) }, (_, at) => make(at));
}

function wildField(name: string, targets: readonly string[], by: 'data' | 'call', choices: Choices): WildField {
  const named = targets[choices.below(targets.length)] ?? 'String';
  const depth = choices.pick([0, 0, 0, 1, 1, 1, 2]);
  return {
    name,
    type: { named, depth, nonNull: Array.from({ length: depth + 1 }, () => choices.chance(25)) },
    by: by === 'data' ? 'data' : choices.chance(15) ? 'POST' : 'GET',
    carries: choices.pick(['key', 'some', 'unknown']),
    hasArguments: choices.chance(50),
  };
}

export function printType({ named, depth, nonNull }: TypeRef, level = 0): string {
  const mark = nonNull[level] === true ? '!' : '';
  return level === depth ? `${named}${mark}` : `[${printType({ named, depth, nonNull }, level + 1)}]${mark}`;
}

export function isLeafName(name: string): boolean {
  return (LEAF_TYPES as readonly string[]).includes(name);
}

export const ARGUMENTS = 'a: Int, b: String = "b b", e: Mood, i: In, l: [Int!], n: Int! = 5';

/** The SDL of a graph. */
export function wildSchema(graph: WildGraph): string {
  const reached = reachedNames(graph);
  const types = graph.types.filter(({ name }) => reached.has(name));
  const abstracts = graph.abstracts.filter(({ name }) => reached.has(name));
  const entities = types.filter(({ completedBy }) => completedBy === 'entity');
  const queries = [
    ...graph.roots.map((field) => callField(graph, field, `/root/${field.name}`)),
    ...entities.map((type) => {
      const parameters = type.key.map((name) => (name === 'id' ? 'id: ID!' : 'k: Int')).join(' ');
      return `e${type.name}(${parameters}): ${type.name} ${connect(`GET: "/entity/${type.name}/${keyPath(type, '$args')}"`, wholeSelection(graph, type), ' entity: true')}`;
    }),
  ];
  return `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
    @source(name: "s", http: { baseURL: "http://s.example" })
  enum Mood { GLAD SAD }
  scalar Any
  input In { x: Int = 1, y: String, z: In }
  type Query { ${queries.join('\n')} }
  ${graph.mutations.length > 0 ? `type Mutation { ${graph.mutations.map((field) => callField(graph, field, `/mutation/${field.name}`)).join('\n')} }` : ''}
  ${abstracts.map(({ name, isInterface, members }) => (isInterface ? `interface ${name} { id: ID }` : `union ${name} = ${members.join(' | ')}`)).join('\n')}
  ${types.map((type) => objectType(graph, type, abstracts)).join('\n')}`;
}

/** What nothing leads to would have no way to its data. */
export function reachedNames(graph: WildGraph): ReadonlySet<string> {
  const reached = new Set([...graph.roots, ...graph.mutations].map(({ type }) => type.named));
  for (const name of reached) {
    for (const member of graph.abstracts.find((one) => one.name === name)?.members ?? []) reached.add(member);
    for (const { type } of graph.types.find((one) => one.name === name)?.links ?? []) reached.add(type.named);
  }
  return reached;
}

function objectType(graph: WildGraph, type: WildType, abstracts: readonly WildAbstract[]): string {
  const { name, leaves, links } = type;
  const interfaces = abstracts.filter((one) => one.isInterface && one.members.includes(name)).map((one) => one.name);
  const fields = [
    `id: ID${type.isIdNonNull ? '!' : ''}`,
    'k: Int',
    ...leaves.map((leaf) => `${leaf.name}: ${printType(leaf.type)}`),
    ...links.map((link) =>
      link.by === 'data'
        ? `${link.name}: ${printType(link.type)}`
        : callField(graph, link, `/call/${name}/${link.name}/{$this.id}`),
    ),
  ];
  const implementing = interfaces.length > 0 ? `implements ${interfaces.join(' & ')}` : '';
  return `type ${name} ${implementing} ${completion(graph, type)} { ${fields.join('\n')} }`;
}

function completion(graph: WildGraph, type: WildType): string {
  if (type.completedBy === 'type') {
    return connect(`GET: "/type/${type.name}/${keyPath(type, '$this')}"`, wholeSelection(graph, type));
  }
  if (type.completedBy !== 'batch') return '';
  const body = type.key.map((name) => `${name}: ${name}`).join(' ');
  return connect(
    `POST: "/batch/${type.name}", body: "keys: $batch { ${body} }"`,
    wholeSelection(graph, type),
    ' batch: { maxSize: 4 }',
  );
}

function keyPath({ key }: WildType, variable: string): string {
  return key.map((name) => `{${variable}.${name}}`).join('/');
}

function callField(graph: WildGraph, field: WildField, path: string): string {
  const given = field.hasArguments ? `(${ARGUMENTS})` : '';
  const query = field.hasArguments
    ? '?a={$args.a}&b={$args.b}&e={$args.e}&i={$args.i->jsonStringify}&l={$args.l->jsonStringify}&n={$args.n}'
    : '';
  const http =
    field.by === 'POST' ? `POST: "${path}"${field.hasArguments ? ', body: "$args"' : ''}` : `GET: "${path}${query}"`;
  const { named } = field.type;
  const selection = isLeafName(named) ? '$.v' : `$.v { ${membersOf(graph, field)} }`;
  return `${field.name}${given}: ${printType(field.type)} ${connect(http, selection)}`;
}

function connect(http: string, selection: string, more = ''): string {
  return `@connect(source: "s", http: { ${http} }, selection: """${selection}""",${more})`;
}

/** Everything that a type has in its data. */
function wholeSelection(graph: WildGraph, { leaves, links }: WildType): string {
  const nested = links.filter(({ by }) => by === 'data');
  return [
    'id',
    'k',
    ...leaves.map(({ name }) => name),
    ...nested.map((link) => `${link.name} { ${membersOf(graph, link)} }`),
  ].join(' ');
}

/** What a field's selection has of its target. */
function membersOf(graph: WildGraph, field: WildField): string {
  const abstract = graph.abstracts.find(({ name }) => name === field.type.named);
  if (abstract === undefined) return membersOfType(graph, typeNamed(graph, field.type.named), field.carries);
  const cases = abstract.members.map((name) => {
    const type = typeNamed(graph, name);
    return `["${name}", { __typename: "${name}", ${literalMembers(graph, type, field.carries)} }]`;
  });
  return `... kind->match(${cases.join(', ')}, [@, null])`;
}

function typeNamed(graph: WildGraph, name: string): WildType {
  const type = graph.types.find((one) => one.name === name);
  if (type === undefined) throw new Error(`There is no type ${name}.`);
  return type;
}

function membersOfType(graph: WildGraph, type: WildType, carries: WildField['carries']): string {
  if (type.completedBy === 'nobody') return wholeSelection(graph, type);
  const key = type.key.join(' ');
  if (carries === 'key') return key;
  if (carries === 'unknown') return `${key} ...more`;
  return [key, ...type.leaves.slice(0, 2).map(({ name }) => name)].join(' ');
}

/** In an object literal members are separated by commas, and a nested selection has a name of its own. */
function literalMembers(graph: WildGraph, type: WildType, carries: WildField['carries']): string {
  if (type.completedBy !== 'nobody') {
    const leaves = carries === 'key' ? [] : type.leaves.slice(0, 2).map(({ name }) => name);
    return [...type.key, ...leaves].join(', ');
  }
  const nested = type.links.filter(({ by }) => by === 'data');
  return [
    'id',
    'k',
    ...type.leaves.map(({ name }) => name),
    ...nested.map((link) => `${link.name}: ${link.name} { ${membersOf(graph, link)} }`),
  ].join(', ');
}
