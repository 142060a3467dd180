import type { Graph } from '../connectors/graph.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import { EMPTY_PATH_TREE, type PathTree } from '../mapping/path-tree.ts';
import { reachableFields } from './reachable-fields.ts';
import { fieldOfShape } from './shape-field.ts';
import type { Step, Steps } from './step.ts';

/** What planning knows: the graph, its steps, and which fields TypeScript resolves. */
export interface Model {
  readonly graph: Graph;
  readonly steps: Steps;
  readonly isResolved: (typeName: string, fieldName: string) => boolean;
}

/** Where a field of an object comes from. */
export type Provider =
  /** A TypeScript resolver, and what it needs of its parent. */
  | { readonly kind: 'resolver'; readonly needs: Needs }
  /**
   * The object's own data (`certain`: absent there means null; otherwise only if it is there), supplemented or
   * replaced by calls whose answers are merged. No data and no calls: nobody provides the field.
   */
  | {
      readonly kind: 'value';
      readonly data?: { readonly shape: OutputShape; readonly certain: boolean };
      readonly calls: readonly PlannedCall[];
    };

/** A step that will be called for an object, and where what it needs comes from. */
export interface PlannedCall {
  readonly step: Step;
  readonly needs: Needs;
}

/** Needed fields of an object, by name: the members wanted below each, and where it comes from. */
export type Needs = ReadonlyMap<string, { readonly below: PathTree; readonly provider: Provider }>;

/** Where each requested field of one kind of object comes from. */
export type ObjectPlan = ReadonlyMap<string, Provider>;

/**
 * Decides, before anything is called, which connector provides which requested field of an object of type
 * `typeName` whose own data has `shape`. Prefers what is in the data, then the call that covers most missing
 * fields, then the fewest calls before it, then schema order. Pure.
 */
export function planObject(model: Model, typeName: string, shape: OutputShape, requested: PathTree): ObjectPlan {
  const plan = new Map<string, Provider>();
  const missing = new Map<string, PathTree>();
  for (const [name, below] of requested) {
    const settled = settleWithoutCalls(model, typeName, shape, name, below, []);
    if (settled === undefined) missing.set(name, below);
    else plan.set(name, settled);
  }
  while (missing.size > 0) {
    const best = bestCandidate(model, typeName, shape, missing);
    if (best === undefined) break;
    for (const name of best.covers) {
      const below = missing.get(name) ?? EMPTY_PATH_TREE;
      plan.set(name, withCalls(model, typeName, shape, name, below, best.call, []));
      missing.delete(name);
    }
  }
  for (const name of missing.keys()) plan.set(name, { kind: 'value', ...dataOf(shape, typeName, name), calls: [] });
  return plan;
}

/** Whether field `name` of an object with `shape` can be had at all, its members `below` included. Pure. */
export function canProvide(model: Model, typeName: string, shape: OutputShape, name: string, below: PathTree): boolean {
  return deriveField(model, typeName, shape, name, below, []) !== undefined;
}

/** The provider of a field that needs no choice: a resolver, or data that has all that is wanted. */
function settleWithoutCalls(
  model: Model,
  typeName: string,
  shape: OutputShape,
  name: string,
  below: PathTree,
  above: readonly Step[],
): Provider | undefined {
  if (name === '__typename') return { kind: 'value', ...dataOf(shape, typeName, name), calls: [] };
  if (model.isResolved(typeName, name)) {
    const requires = model.graph.objects.get(typeName)?.fields.get(name)?.requires ?? EMPTY_PATH_TREE;
    const needs = deriveNeeds(model, typeName, shape, requires, above);
    return needs === undefined ? undefined : { kind: 'resolver', needs };
  }
  const presence = fieldOfShape(shape, typeName, name);
  if (presence.kind !== 'present') return undefined;
  if (lacking(model, fieldType(model, typeName, name), presence.shape, below, above).size > 0) return undefined;
  return { kind: 'value', data: { shape: presence.shape, certain: true }, calls: [] };
}

interface Candidate {
  readonly call: PlannedCall;
  /** The missing fields it provides. */
  readonly covers: readonly string[];
  /** Requested names, nested ones counted, that it answers. */
  readonly coverage: number;
  readonly hops: number;
}

function bestCandidate(
  model: Model,
  typeName: string,
  shape: OutputShape,
  missing: ReadonlyMap<string, PathTree>,
): Candidate | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates(model, typeName, shape, missing, [])) {
    const better =
      best === undefined ||
      candidate.coverage > best.coverage ||
      (candidate.coverage === best.coverage && candidate.hops < best.hops);
    if (better) best = candidate;
  }
  return best;
}

/** Every step that could provide one of the missing fields and whose own needs can be met; schema order. */
function* candidates(
  model: Model,
  typeName: string,
  shape: OutputShape,
  missing: ReadonlyMap<string, PathTree>,
  above: readonly Step[],
): Generator<Candidate> {
  for (const [name, below] of missing) {
    for (const step of atHandFirst(model.steps.ofField(typeName, name), typeName, shape)) {
      const call = planCall(model, typeName, shape, step, above);
      if (call === undefined) continue;
      const coverage = 1 + countCovered(model, fieldType(model, typeName, name), step.shape, below);
      yield { call, covers: [name], coverage, hops: countHops(call.needs) };
    }
  }
  for (const step of atHandFirst(model.steps.completing(typeName), typeName, shape)) {
    const covers = [...missing.keys()].filter((name) => fieldOfShape(step.shape, typeName, name).kind !== 'absent');
    if (covers.length === 0) continue;
    const call = planCall(model, typeName, shape, step, above);
    if (call === undefined) continue;
    const wanted = new Map(covers.map((name) => [name, missing.get(name) ?? EMPTY_PATH_TREE]));
    yield { call, covers, coverage: countCovered(model, typeName, step.shape, wanted), hops: countHops(call.needs) };
  }
}

/** Steps whose keys stand in the data before those that wait for another call; both in schema order. */
function atHandFirst(steps: readonly Step[], typeName: string, shape: OutputShape): readonly Step[] {
  if (steps.length < 2) return steps;
  const isAtHand = ({ needs }: Step): boolean =>
    [...needs.keys()].every((name) => fieldOfShape(shape, typeName, name).kind === 'present');
  return [...steps.filter(isAtHand), ...steps.filter((step) => !isAtHand(step))];
}

function planCall(
  model: Model,
  typeName: string,
  shape: OutputShape,
  step: Step,
  above: readonly Step[],
): PlannedCall | undefined {
  if (above.includes(step)) return undefined;
  const reachable = reachableFields(model, typeName, shape);
  for (const name of step.needs.keys()) if (!reachable.has(name)) return undefined;
  const needs = deriveNeeds(model, typeName, shape, step.needs, [...above, step]);
  return needs === undefined ? undefined : { step, needs };
}

function deriveNeeds(
  model: Model,
  typeName: string,
  shape: OutputShape,
  tree: PathTree,
  above: readonly Step[],
): Needs | undefined {
  const needs = new Map<string, { below: PathTree; provider: Provider }>();
  for (const [name, below] of tree) {
    const provider = deriveField(model, typeName, shape, name, below, above);
    if (provider === undefined) return undefined;
    needs.set(name, { below, provider });
  }
  return needs;
}

/** The cheapest way to a single field; `above` are the steps that wait for it, which therefore cannot provide it. */
function deriveField(
  model: Model,
  typeName: string,
  shape: OutputShape,
  name: string,
  below: PathTree,
  above: readonly Step[],
): Provider | undefined {
  const settled = settleWithoutCalls(model, typeName, shape, name, below, above);
  if (settled !== undefined) return settled;
  let best: Candidate | undefined;
  for (const candidate of candidates(model, typeName, shape, new Map([[name, below]]), above)) {
    if (best === undefined || candidate.hops < best.hops) best = candidate;
    if (best.hops === 0) break;
  }
  if (best !== undefined) return withCalls(model, typeName, shape, name, below, best.call, above);
  const data = dataOf(shape, typeName, name);
  return data.data?.certain === false ? { kind: 'value', ...data, calls: [] } : undefined;
}

/** The call chosen for a field, what data there is beside it, and further calls where members below would be lacking. */
function withCalls(
  model: Model,
  typeName: string,
  shape: OutputShape,
  name: string,
  below: PathTree,
  first: PlannedCall,
  above: readonly Step[],
): Provider {
  const innerType = fieldType(model, typeName, name);
  const calls = [first];
  let rest = lacking(model, innerType, shapeGiven(first.step, typeName, name), below, above);
  for (const { call } of rest.size === 0 ? [] : candidates(model, typeName, shape, new Map([[name, below]]), above)) {
    if (calls.some(({ step }) => step === call.step)) continue;
    const given = shapeGiven(call.step, typeName, name);
    const helped = [...rest].filter(([member]) => fieldOfShape(given, innerType, member).kind !== 'absent');
    if (helped.length === 0) continue;
    calls.push(call);
    rest = new Map([...rest].filter(([member]) => fieldOfShape(given, innerType, member).kind === 'absent'));
  }
  return { kind: 'value', ...dataOf(shape, typeName, name), calls };
}

/** The shape in which a step delivers field `name`. */
export function shapeGiven(step: Step, typeName: string, name: string): OutputShape {
  if (step.kind === 'field') return step.shape;
  const presence = fieldOfShape(step.shape, typeName, name);
  return presence.kind === 'absent' ? { kind: 'leaf' } : presence.shape;
}

/** Members that neither the shape has nor any call could add. Nothing is said of abstract types: only data tells which object it is. */
function lacking(model: Model, typeName: string, shape: OutputShape, tree: PathTree, above: readonly Step[]): PathTree {
  if (tree.size === 0 || !model.graph.objects.has(typeName) || above.length > MAX_DEPTH) return EMPTY_PATH_TREE;
  const rest = new Map<string, PathTree>();
  for (const [name, below] of tree) {
    if (name !== '__typename' && deriveField(model, typeName, shape, name, below, above) === undefined)
      rest.set(name, below);
  }
  return rest;
}

/** Chains of calls longer than this are not looked for. */
const MAX_DEPTH = 8;

function countCovered(model: Model, typeName: string, shape: OutputShape, tree: PathTree): number {
  let count = 0;
  for (const [name, below] of tree) {
    const presence = fieldOfShape(shape, typeName, name);
    if (presence.kind === 'absent') continue;
    count += 1 + (below.size === 0 ? 0 : countCovered(model, fieldType(model, typeName, name), presence.shape, below));
  }
  return count;
}

function countHops(needs: Needs): number {
  let hops = 0;
  for (const { provider } of needs.values()) {
    if (provider.kind === 'resolver') hops = Math.max(hops, 1 + countHops(provider.needs));
    else for (const call of provider.calls) hops = Math.max(hops, 1 + countHops(call.needs));
  }
  return hops;
}

function dataOf(
  shape: OutputShape,
  typeName: string,
  name: string,
): Pick<Extract<Provider, { kind: 'value' }>, 'data'> {
  const presence = fieldOfShape(shape, typeName, name);
  return presence.kind === 'absent' ? {} : { data: { shape: presence.shape, certain: presence.kind === 'present' } };
}

function fieldType(model: Model, typeName: string, name: string): string {
  return model.graph.objects.get(typeName)?.fields.get(name)?.typeName ?? '';
}
