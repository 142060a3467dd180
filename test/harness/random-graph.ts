import fc from 'fast-check';
import type { StubCall } from './stub-upstream.ts';

/** A graph over a few upstreams, and an operation on it. Types refer only to later ones, so operations end. */
export interface RandomGraph {
  readonly roots: readonly Link[];
  readonly types: readonly RandomType[];
}

export interface RandomType {
  /** `plain`: whoever leads to it brings its data. The others get only its id, and complete it by a call (each, or in batches). */
  readonly kind: 'plain' | 'entity' | 'batch';
  /** The upstream that completes it. */
  readonly upstream: number;
  readonly links: readonly Link[];
  /** Which of its fields are asked for, besides the id. */
  readonly asked: { readonly scalars: boolean; readonly links: readonly boolean[] };
}

/** A field that leads to objects of another type. */
export interface Link {
  readonly target: number;
  readonly isList: boolean;
  /** `call`: by a connector of the field; `reference`: keys that stand in the parent's data, if the target can be completed. */
  readonly by: 'call' | 'reference';
  readonly upstream: number;
}

export const UPSTREAMS = 4;

export function randomGraph(): fc.Arbitrary<RandomGraph> {
  return fc.integer({ min: 1, max: 4 }).chain((count) =>
    fc.record({
      roots: fc.array(linkTo(0, count), { minLength: 1, maxLength: 3, size: 'max' }),
      types: fc.tuple(...Array.from({ length: count }, (_, index) => typeAt(index, count))),
    }),
  );
}

function typeAt(index: number, count: number): fc.Arbitrary<RandomType> {
  const links =
    index + 1 < count
      ? fc.array(linkTo(index + 1, count), { minLength: 1, maxLength: 2, size: 'max' })
      : fc.constant([]);
  return fc.record({
    kind: fc.constantFrom('plain', 'entity', 'batch'),
    upstream: upstreamIndex(),
    links,
    asked: fc.record({ scalars: mostly(), links: fc.tuple(mostly(), mostly()) }),
  });
}

function mostly(): fc.Arbitrary<boolean> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
}

function linkTo(first: number, count: number): fc.Arbitrary<Link> {
  return fc.record({
    target: fc.integer({ min: first, max: count - 1 }),
    isList: mostly(),
    by: fc.constantFrom('call', 'reference'),
    upstream: upstreamIndex(),
  });
}

function upstreamIndex(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: UPSTREAMS - 1 });
}

export function isReference(graph: RandomGraph, link: Link): boolean {
  return link.by === 'reference' && graph.types[link.target]?.kind !== 'plain';
}

export function schemaOf(graph: RandomGraph, origins: readonly string[]): string {
  const sources = origins.map((origin, index) => `@source(name: "u${index}", http: { baseURL: "${origin}" })`);
  const typeOf = ({ target, isList }: Link) => (isList ? `[T${target}]` : `T${target}`);
  const connect = (link: Link, path: string) =>
    `@connect(source: "u${link.upstream}", http: { GET: "${path}" }, selection: "${selectionBy(graph, link)}")`;
  const roots = graph.roots.map((link, at) => `r${at}: ${typeOf(link)} ${connect(link, `/root/${at}`)}`);
  const reached = reachedTypes(graph);
  const types = graph.types.map((type, index) => {
    if (!reached.has(index)) return '';
    const links = type.links.map((link, at) =>
      isReference(graph, link)
        ? `l${at}: ${typeOf(link)}`
        : `l${at}: ${typeOf(link)} ${connect(link, `/link/${index}/${at}/{$this.id}`)}`,
    );
    return `type T${index} ${completion(graph, type, index)} { id: ID! s: String n: Int ${links.join(' ')} }`;
  });
  return `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    ${sources.join(' ')}
    type Query { ${roots.join('\n')} }
    ${types.join('\n')}`;
}

/** What nothing leads to would have no way to its data. */
function reachedTypes(graph: RandomGraph): ReadonlySet<number> {
  const reached = new Set(graph.roots.map(({ target }) => target));
  for (const index of reached) for (const { target } of graph.types[index]?.links ?? []) reached.add(target);
  return reached;
}

function completion(graph: RandomGraph, type: RandomType, index: number): string {
  const selection = `selection: "${selectionOf(graph, type)}"`;
  const source = `source: "u${type.upstream}"`;
  switch (type.kind) {
    case 'plain':
      return '';
    case 'entity':
      return `@connect(${source}, http: { GET: "/entity/${index}/{$this.id}" }, ${selection})`;
    case 'batch':
      return `@connect(${source}, http: { GET: "/batch/${index}", queryParams: "ids: $batch.id->joinNotNull(',')" },
        batch: { maxSize: 3 }, ${selection})`;
  }
}

function selectionBy(graph: RandomGraph, { target }: Link): string {
  const type = graph.types[target];
  return type?.kind === 'plain' ? selectionOf(graph, type) : 'id';
}

function selectionOf(graph: RandomGraph, { links }: RandomType): string {
  const references = links.map((link, at) => (isReference(graph, link) ? `l${at} { id }` : ''));
  return `id s n ${references.join(' ')}`.trim();
}

export function operationOf(graph: RandomGraph): string {
  const below = (target: number): string => {
    const type = graph.types[target];
    const links = type?.links.map((link, at) => (type.asked.links[at] ? `l${at} ${below(link.target)}` : '')) ?? [];
    return `{ id ${type?.asked.scalars ? 's n' : ''} ${links.join(' ')} }`;
  };
  return `{ ${graph.roots.map((link, at) => `r${at} ${below(link.target)}`).join(' ')} }`;
}

/** What the upstreams answer when they are well: always the same to the same request. */
export function wellAnswer(graph: RandomGraph, { url }: Pick<StubCall, 'url'>): unknown {
  const [, kind, index = '', at = '', id = ''] = decodeURIComponent(url).split(/[/?]/);
  switch (kind) {
    case 'root':
      return follow(graph, graph.roots[Number(index)], url);
    case 'link':
      return follow(graph, graph.types[Number(index)]?.links[Number(at)], `${url}${id}`);
    case 'entity':
      return objectOf(graph, Number(index), at);
    default:
      return at
        .replace(/^ids=/, '')
        .split(',')
        .reverse()
        .map((key) => objectOf(graph, Number(index), key));
  }
}

function follow(graph: RandomGraph, link: Link | undefined, seed: string): unknown {
  if (link === undefined) return null;
  const ids = idsFrom(seed);
  const objects = ids.map((id) => objectOf(graph, link.target, id));
  return link.isList ? objects : (objects[0] ?? null);
}

function objectOf(graph: RandomGraph, index: number, id: string): Record<string, unknown> {
  const object: Record<string, unknown> = { id, s: `${index}/${id}`, n: Number(id) * 7, more: [id] };
  graph.types[index]?.links.forEach((link, at) => {
    if (!isReference(graph, link)) return;
    const references = idsFrom(`${index}.${at}.${id}`).map((key) => ({ id: key }));
    object[`l${at}`] = link.isList ? references : (references[0] ?? null);
  });
  return object;
}

/** None to four ids out of a few, so that objects meet again. */
function idsFrom(seed: string): readonly string[] {
  let hash = 7;
  for (const letter of seed) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return Array.from({ length: hash % 5 }, (_, at) => String((hash + at * 13) % 6));
}
