import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isAbstractType,
  isObjectType,
  OperationTypeNode,
  print,
  type SelectionSetNode,
} from 'graphql';
import type { OutputShape } from '../mapping/output-shape.ts';
import { EMPTY_PATH_TREE, type PathTree } from '../mapping/path-tree.ts';
import { remember } from '../memo/remember.ts';
import { collectFields } from './collect-fields.ts';
import { copiedArguments } from './copied-arguments.ts';
import { type Model, type Needs, type PlannedCall, type Provider, planObject, shapeGiven } from './plan-object.ts';
import {
  chainOf,
  type Draft,
  isAfter,
  isSameForAll,
  lastOf,
  startBeside,
  type Wait,
  type Waits,
} from './plan-operation-draft.ts';
import { type OutlinedOperation, treeAsked } from './plan-operation-fields.ts';
import type { OperationOutline, OutlinedRows } from './plan-operation-outline.ts';
import { outlineOf } from './plan-operation-result.ts';
import { EMPTY_SHAPE, mergeShapes, UNKNOWN_SHAPE } from './shape-field.ts';
import type { Step } from './step.ts';

export interface PlanOptions {
  /** How many rows a field asks for, of itself or of the next list below it; undefined where it does not say. */
  readonly sizeOf: (node: FieldNode, field: GraphQLField<unknown, unknown>) => number | undefined;
  /** How many rows a list is taken to have of which nobody says it. */
  readonly assumedRows: number;
}

/**
 * What a valid operation will do, before anything is sent: its calls, what each waits for, and how many there will be at
 * most. It chooses as the engines do (`planObject`), so that what it tells is what they run. Pure.
 */
export function planOperation(model: Model, written: OutlinedOperation, options: PlanOptions): OperationOutline {
  const drafts: Draft[] = [];
  const sameForAll = new Map<string, Draft>();
  const { operation, schema } = written;
  const root = schema.getRootType(operation.operation);
  let isPlain = true;
  if (root) planRoot(root);
  // Only the compiled engine starts calls beside others, and it leaves the rest to the reference.
  if (isPlain) startBeside(drafts);
  return outlineOf(drafts, { model, written, assumedRows: options.assumedRows });

  function planRoot(type: GraphQLObjectType): void {
    const isSerial = operation.operation === OperationTypeNode.MUTATION;
    const place = { path: '', shape: EMPTY_SHAPE, rows: ONE_ROW, size: undefined, made: new Map() };
    const fields = collectFields([operation.selectionSet], type, written);
    const parts = isSerial ? [...fields].map((field) => new Map([field])) : [fields];
    let after: Waits = NOTHING;
    for (const part of parts) {
      const before = drafts.length;
      sameForAll.clear(); // what one field of a mutation was told, the next one asks anew
      planFields(part, type, { ...place, made: new Map(), after });
      const own = lastOf(drafts.slice(before));
      if (own.length > 0) after = new Map(own.map((draft) => [draft, { why: 'order', members: [] }]));
    }
  }

  function planSets(sets: readonly SelectionSetNode[], type: GraphQLObjectType, place: Place): void {
    planFields(collectFields(sets, type, written), type, place);
  }

  function planFields(fields: ReadonlyMap<string, readonly FieldNode[]>, type: GraphQLObjectType, place: Place): void {
    const providers = planObject(model, type.name, place.shape, treeAsked(fields.values(), written));
    for (const [key, nodes] of fields) {
      const [node] = nodes;
      const field = node && type.getFields()[node.name.value];
      const provider = node && providers.get(node.name.value);
      if (node === undefined || field === undefined || provider === undefined) continue;
      const rowsBelow = rowsOf(place, field.type.toString(), pathTo(place, key), options.sizeOf(node, field));
      const at = {
        typeName: type.name,
        fieldName: field.name,
        path: rowsBelow.path,
        alias: key,
        args: argumentsOf(node),
      };
      const after = originsOf(provider, place, at);
      const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      const named = getNamedType(field.type);
      if (sets.length === 0) continue;
      const below = {
        ...rowsBelow,
        shape: shapeOf(provider, type.name, field.name),
        made: new Map(),
        after,
        bringer: isObjectType(getNullableType(field.type)) ? onlyCallOf(provider, after) : undefined,
      };
      if (isObjectType(named)) planSets(sets, named, below);
      if (!isAbstractType(named)) continue;
      for (const possible of schema.getPossibleTypes(named)) {
        planSets(sets, possible, { ...below, made: new Map(), path: `${below.path}<${possible.name}>` });
      }
    }
  }

  /** What has to end before a field of an object is there; the calls are drafted on the way. */
  function originsOf(provider: Provider, place: Place, at: FieldAt): Waits {
    if (provider.kind === 'resolver' || provider.calls.length > 1) isPlain = false;
    if (provider.kind === 'resolver') return asParent([draftResolver(provider.needs, place, at)]);
    const { data, calls } = provider;
    if (calls.length === 0) return data === undefined ? NOTHING : place.after;
    const own = data?.certain === true ? [...place.after] : [];
    const called = calls.flatMap((call) => [...draftCall(call, place, at, data?.certain === false)]);
    return new Map([...own, ...called]);
  }

  function draftResolver(needs: Needs, place: Place, at: FieldAt): Draft {
    return remember(place.made, `${at.typeName}.${at.fieldName} ${at.args}`, () => {
      const waits = waitsOf(needs, place, at.typeName);
      const made = { kind: 'resolver', field: `${at.typeName}.${at.fieldName}` } as const;
      return add({ made, paths: new Set([at.path]), rows: place.rows, waits, onlyIfMissing: false });
    });
  }

  function draftCall({ step, needs }: PlannedCall, place: Place, at: FieldAt, onlyIfMissing: boolean): Waits {
    const waits = waitsOf(needs, place, at.typeName, step.needsWhole);
    if ([...needs.values()].some(({ provider }) => provider.kind === 'resolver' || provider.calls.length > 0))
      isPlain = false;
    const beside = besideOf(step, place);
    // Without a request it is done when what it reads is there.
    if (step.connector.http === undefined) return waits;
    const call = `${step.connector.coordinate} ${at.args} ${step.safe ? '' : at.alias}`;
    const draft = isSameForAll(step)
      ? remember(sameForAll, call, draftIt)
      : remember(place.made, step.kind === 'field' ? call : step, draftIt);
    draft.paths.add(at.path);
    draft.onlyIfMissing &&= onlyIfMissing;
    if (chainOf(waits) < chainOf(draft.waits)) draft.waits = waits;
    return asParent([draft]);

    function draftIt(): Draft {
      return add({ made: { kind: 'call', step }, paths: new Set(), rows: place.rows, waits, beside, onlyIfMissing });
    }
  }

  function add(draft: Draft): Draft {
    drafts.push(draft);
    return draft;
  }

  /** Where what is needed of an object comes from. */
  function waitsOf(needs: Needs, place: Place, typeName: string, needsWhole = false): Waits {
    const waits = new Map<Draft, { why: Wait['why']; members: string[] }>();
    const need = (drafts: Waits, name: string): void => {
      for (const [draft, { why }] of drafts) {
        const known = remember(waits, draft, () => ({ why: why === 'order' ? why : ('key' as const), members: [] }));
        if (!known.members.includes(name)) known.members.push(name);
      }
    };
    for (const [name, { below, provider }] of needs) {
      const at = { typeName, fieldName: name, path: pathTo(place, name), alias: name, args: '' };
      const after = originsOf(provider, place, at);
      need(after, nameWith(name, below));
      need(waitsBelow(at, below, provider, { ...place, after }), name);
    }
    if (needsWhole) need(place.after, '$this');
    for (const [draft, wait] of place.after) {
      if (![...waits.keys()].some((waited) => isAfter(waited, draft))) {
        waits.set(draft, { why: wait.why === 'order' ? 'order' : 'parent', members: [] });
      }
    }
    return waits;
  }

  /** Members of a needed member may come from calls of their own; `place.after` is what brings the needed member. */
  function waitsBelow(
    { typeName, fieldName, path }: FieldAt,
    below: PathTree,
    provider: Provider,
    place: Place,
  ): Waits {
    const field = model.graph.objects.get(typeName)?.fields.get(fieldName);
    if (below.size === 0 || provider.kind === 'resolver' || field === undefined) return NOTHING;
    if (!model.graph.objects.has(field.typeName)) return NOTHING;
    const shape = shapeOf(provider, typeName, fieldName);
    const rows = rowsOf(place, print(field.definition.type), path, undefined);
    const planned = planObject(model, field.typeName, shape, below);
    const needs: Needs = new Map(
      [...planned]
        .filter(([, one]) => one.kind === 'resolver' || one.calls.length > 0)
        .map(([member, one]) => [member, { below: below.get(member) ?? EMPTY_PATH_TREE, provider: one }]),
    );
    return needs.size === 0 ? NOTHING : waitsOf(needs, { ...place, ...rows, shape, made: new Map() }, field.typeName);
  }

  /** The rows below a field, and its path. */
  function rowsOf({ rows, size: said }: Place, type: string, path: string, own: number | undefined) {
    const size = own ?? said;
    const depth = type.split('[').length - 1;
    if (depth === 0) return { rows, size, path };
    const atMost = rows.atMost * (size ?? options.assumedRows) * options.assumedRows ** (depth - 1);
    const assumed = size === undefined || depth > 1 ? [...rows.assumed, path] : rows.assumed;
    return { rows: { atMost, list: path, assumed }, size: undefined, path: path + '[]'.repeat(depth) };
  }
}

/** One kind of object at one place of an operation. */
interface Place {
  readonly path: string;
  readonly shape: OutputShape;
  readonly rows: OutlinedRows;
  /** A size that a field around it has said, for the next list. */
  readonly size: number | undefined;
  /** What brought the object. */
  readonly after: Waits;
  /** The field's own call whose answer the object is. */
  readonly bringer?: Draft | undefined;
  /** Calls that are made for it, each once. */
  readonly made: Map<unknown, Draft>;
}

interface FieldAt {
  readonly typeName: string;
  readonly fieldName: string;
  readonly path: string;
  readonly alias: string;
  /** Its arguments as text, equal for equal ones. */
  readonly args: string;
}

const NOTHING: Waits = new Map();
const ONE_ROW: OutlinedRows = { atMost: 1, assumed: [] };

/** The one call of a field that is its own, if that is all there is to it. */
function onlyCallOf(provider: Provider, after: Waits): Draft | undefined {
  if (provider.kind === 'resolver' || provider.data !== undefined) return undefined;
  const [call, ...others] = provider.calls;
  const [draft] = after.keys();
  return call?.step.kind === 'field' && others.length === 0 && after.size === 1 ? draft : undefined;
}

/** The call beside which this one may start: its key is written there as a copy of an argument, and neither changes anything. */
function besideOf({ safe, needs, needsWhole }: Step, { bringer }: Place): Draft | undefined {
  if (bringer?.made.kind !== 'call' || !safe || !bringer.made.step.safe || needsWhole || needs.size === 0)
    return undefined;
  const copied = copiedArguments(bringer.made.step.connector.selection);
  return [...needs].every(([name, below]) => below.size === 0 && copied.has(name)) ? bringer : undefined;
}

function asParent(drafts: readonly Draft[]): Waits {
  return new Map(drafts.map((draft) => [draft, { why: 'parent', members: [] }]));
}

function shapeOf(provider: Provider, typeName: string, name: string): OutputShape {
  if (provider.kind === 'resolver') return UNKNOWN_SHAPE;
  const own = provider.data?.certain === true || provider.calls.length === 0 ? provider.data?.shape : undefined;
  const shapes = [...(own ? [own] : []), ...provider.calls.map(({ step }) => shapeGiven(step, typeName, name))];
  return shapes.length === 0 ? EMPTY_SHAPE : shapes.reduce(mergeShapes);
}

function pathTo({ path }: Place, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function argumentsOf({ arguments: given = [] }: FieldNode): string {
  return given
    .map((argument) => print(argument))
    .sort()
    .join();
}

function nameWith(name: string, below: PathTree): string {
  const [only, ...others] = [...below];
  return only === undefined || others.length > 0 ? name : `${name}.${nameWith(...only)}`;
}
