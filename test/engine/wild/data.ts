import type { Json, JsonObject } from '../../../src/json/json.ts';
import { printJson } from '../../../src/json/print-json.ts';
import type { UpstreamRequest } from '../../../src/upstream/upstream.ts';
import type { MemoryAnswer } from '../../harness/memory-upstreams.ts';
import { type Choices, choicesOf } from './choices.ts';
import { isLeafName, type TypeRef, type WildField, type WildGraph, type WildType } from './graph.ts';

/** How wild an upstream is, in percent. */
export interface Weather {
  readonly seed: number;
  /** Of values that are not what the schema says. */
  readonly mess: number;
  /** Of calls that fail. */
  readonly failures: number;
}

/** What the upstream of a graph answers: always the same to the same request. */
export function wildAnswer(graph: WildGraph, weather: Weather, request: UpstreamRequest): MemoryAnswer {
  const { method, url, body } = request;
  // Rows of a batch, and whether it fails, do not depend on who else is in it.
  const choices = choicesOf(`${weather.seed} ${method} ${url} ${url.includes('/batch/') ? '' : (body ?? '')}`);
  choices.below(2);
  if (choices.chance(weather.failures)) return failure(choices);
  const value = valueAt(graph, request, choices, weather);
  return { body: value === undefined ? '' : printJson(value), turns: choices.below(4) };
}

function failure(choices: Choices): MemoryAnswer {
  switch (choices.below(4)) {
    case 0:
      return { status: 503, body: { error: 'no' } };
    case 1:
      return { body: '{"v": [' };
    case 2:
      return { failure: { kind: 'refused', by: 'breaker' } };
    default:
      return { failure: { kind: 'connection', code: 'ECONNRESET' } };
  }
}

function valueAt(
  graph: WildGraph,
  { url, body }: UpstreamRequest,
  choices: Choices,
  { mess, seed }: Weather,
): Json | undefined {
  const [kind = '', first = '', second = '', third = ''] = new URL(url).pathname
    .slice(1)
    .split('/')
    .map(decodeURIComponent);
  const maker: Maker = { graph, choices, mess, seed };
  if (kind === 'batch') return rowsOf(typeNamed(graph, first), body ?? '{}', maker);
  if (kind === 'type' || kind === 'entity') {
    return messy(maker, () =>
      objectOf(typeNamed(graph, first), maker, { id: second, ...(third !== '' && { k: Number(third) }) }),
    );
  }
  const fields = kind === 'call' ? typeNamed(graph, first).links : [...graph.roots, ...graph.mutations];
  const field = fields.find(({ name }) => name === (kind === 'call' ? second : first));
  return field === undefined ? null : messy(maker, () => ({ v: valueFor(field.type, maker) ?? null }));
}

interface Maker {
  readonly graph: WildGraph;
  readonly choices: Choices;
  readonly mess: number;
  readonly seed: number;
}

/** Rows in any order, some missing, some twice, some that nobody asked for. */
function rowsOf(type: WildType, body: string, maker: Maker): Json {
  const { keys = [] } = JSON.parse(body) as { keys?: readonly JsonObject[] };
  const rows = keys.flatMap((key) => {
    const choices = choicesOf(`${maker.seed} ${type.name} ${JSON.stringify(key)}`);
    const own = { ...maker, choices };
    const known = { ...(key.id != null && { id: key.id }), ...(key.k != null && { k: key.k }) } as JsonObject;
    const row = objectOf(type, own, known);
    if (!choices.chance(maker.mess)) return [row];
    return choices.chance(50) ? [] : [row, objectOf(type, own, known)];
  });
  if (maker.choices.chance(maker.mess)) rows.push(objectOf(type, maker, {}));
  return maker.choices.chance(maker.mess / 2) ? { rows } : rows.reverse();
}

/** A value, or now and then something else. */
function messy(maker: Maker, make: () => Json | undefined): Json | undefined {
  const { choices, mess } = maker;
  if (!choices.chance(mess)) return make();
  switch (choices.below(5)) {
    case 0:
      return undefined;
    case 1:
      return null;
    case 2:
      return [make() ?? null];
    case 3:
      return { other: 1 };
    default:
      return choices.pick<Json>(['text', 7, true, 1.5, '', 9007199254740993n, [[null]]]);
  }
}

function valueFor(type: TypeRef, maker: Maker, level = 0): Json | undefined {
  return messy(maker, () => {
    if (level === type.depth)
      return isLeafName(type.named) ? leafOf(type.named, maker.choices) : objectNamed(type.named, maker);
    return Array.from({ length: maker.choices.below(4) }, () => valueFor(type, maker, level + 1) ?? null);
  });
}

function leafOf(name: string, choices: Choices): Json {
  switch (name) {
    case 'ID':
      return choices.pick<Json>(['a', 7, 'b/c', 12345678901234567890n]);
    case 'Int':
      return choices.pick<Json>([1, 0, -5, 2 ** 31, 1.5]);
    case 'Float':
      return choices.pick<Json>([1.5, 2, 9007199254740993n]);
    case 'Boolean':
      return choices.pick<Json>([true, false]);
    case 'Mood':
      return choices.pick<Json>(['GLAD', 'SAD', 'ANGRY']);
    case 'Any':
      return choices.pick<Json>([{ x: [1, null] }, [null, [null]], 'any', 9007199254740993n, 0]);
    default:
      return choices.pick<Json>(['s', '', 42, 'Grüße', 1.25, 9007199254740993n]);
  }
}

function objectNamed(name: string, maker: Maker): Json {
  const { graph, choices } = maker;
  const abstract = graph.abstracts.find((one) => one.name === name);
  const member = abstract?.members[choices.below(abstract.members.length)] ?? name;
  const object = objectOf(typeNamed(graph, member), maker, {});
  return abstract === undefined ? object : { kind: choices.chance(maker.mess) ? 'rain' : member, ...object };
}

function objectOf(type: WildType, maker: Maker, known: JsonObject): JsonObject {
  const { choices } = maker;
  const object: Record<string, Json> = {};
  const put = (name: string, value: Json | undefined): void => {
    if (value !== undefined) object[name] = value;
  };
  put('id', known.id ?? messy(maker, () => choices.pick<Json>(['1', '2', 3, '4'])));
  put('k', known.k ?? messy(maker, () => choices.below(2)));
  for (const { name, type: leaf } of type.leaves) put(name, valueFor(leaf, maker));
  for (const link of nestedLinks(type)) put(link.name, valueFor(link.type, maker));
  const more: Record<string, Json> = {};
  for (const { name, type: leaf } of type.leaves) {
    const value = choices.chance(50) ? valueFor(leaf, maker) : undefined;
    if (value !== undefined) more[name] = value;
  }
  if (type.completedBy !== 'nobody')
    put(
      'more',
      messy(maker, () => more),
    );
  return object;
}

function nestedLinks({ links }: WildType): readonly WildField[] {
  return links.filter(({ by }) => by === 'data');
}

function typeNamed(graph: WildGraph, name: string): WildType {
  const type = graph.types.find((one) => one.name === name);
  if (type === undefined) throw new Error(`There is no type ${name}.`);
  return type;
}
