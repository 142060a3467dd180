import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { coerceLeaf } from '../execution/coerce-leaf.ts';
import { pick } from '../execution/reference.ts';
import { isObject, type Json, type JsonObject, ownMember } from '../json/json.ts';
import { stableKey } from '../json/stable-key.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import type { PathTree } from '../mapping/path-tree.ts';
import { type Model, type Needs, type Provider, planObject, shapeGiven } from '../planning/plan-object.ts';
import { requestedIn } from '../planning/requested-tree.ts';
import { EMPTY_SHAPE, fieldOfShape } from '../planning/shape-field.ts';
import type { Step } from '../planning/step.ts';
import { collectFields, type Written } from './collect-fields.ts';
import type { CallPlan, FillPlan, LeafPlan, ObjectPlan, SelectionPlan, Slot } from './selection-plan.ts';

/**
 * An operation as plans of selections, or undefined for what the reference engine runs: mutations, introspection,
 * TypeScript resolvers, abstract types, and fields whose provider only the data can tell.
 */
export function compileOperation(
  model: Model,
  operation: OperationDefinitionNode,
  written: Written,
): SelectionPlan | undefined {
  const root = written.schema.getQueryType();
  if (operation.operation !== 'query' || !root || namesSchema(operation, written)) return undefined;
  return compileSelection([operation.selectionSet], root, EMPTY_SHAPE, { model, written });
}

interface Compiler {
  readonly model: Model;
  readonly written: Written;
}

function compileSelection(
  sets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
  shape: OutputShape,
  compiler: Compiler,
): SelectionPlan | undefined {
  const { model, written } = compiler;
  const fields = collectFields(sets, type, written);
  const requested = requestedOf(sets, written);
  const providers = planObject(model, type.name, shape, requested);
  const leaves: LeafPlan[] = [];
  const objects: ObjectPlan[] = [];
  const calls: CallPlan[] = [];
  const completions = new Map<Step, { readonly call: Omit<CallPlan, 'fills'>; readonly fills: FillPlan[] }>();

  for (const [key, nodes] of fields) {
    const name = nodes[0]?.name.value ?? '';
    const slot = name === '__typename' ? undefined : slotOf(key, nodes, type);
    if (slot === undefined) {
      leaves.push(typenamePlan(key, nodes, type));
      continue;
    }
    const provider = providers.get(name);
    if (provider === undefined || provider.kind === 'resolver') return undefined;
    const source = simpleSource(provider, type.name, model);
    if (source === undefined) return undefined;
    if (source.kind === 'data') {
      const filled = fillPlan(slot, readerOf(name), source.shape, compiler);
      if (filled === undefined) return undefined;
      if (filled.kind === 'leaf') leaves.push({ ...slot, read: readerOf(name), coerce: filled.coerce });
      else objects.push({ ...slot, read: readerOf(name), listDepth: filled.listDepth, below: filled.below });
      continue;
    }
    const { step } = source;
    const given = shapeGiven(step, type.name, name);
    const read = step.kind === 'field' ? whole : memberOf(name);
    const filled = fillPlan(slot, read, given, compiler);
    if (filled === undefined || step.needsWhole) return undefined;
    if (step.kind === 'field') {
      calls.push({ ...callOf(step), argumentsOf: slot, fills: [filled] });
    } else {
      const known = completions.get(step);
      if (known === undefined)
        completions.set(step, { call: { ...callOf(step), argumentsOf: undefined }, fills: [filled] });
      else known.fills.push(filled);
    }
  }
  for (const { call, fills } of completions.values()) calls.push({ ...call, fills });
  return {
    typeName: type.name,
    blank: Object.fromEntries([...fields.keys()].map((key) => [key, null])),
    leaves,
    objects,
    calls,
    isPure: calls.length === 0 && objects.every(({ below }) => below.isPure),
  };
}

/** What is named below any of several selection sets. */
function requestedOf(sets: readonly SelectionSetNode[], { fragments, flags }: Written): PathTree {
  const merged: SelectionSetNode = {
    kind: sets[0]?.kind ?? ('SelectionSet' as never),
    selections: sets.flatMap(({ selections }) => selections),
  };
  return requestedIn(merged, { fragments, variableValues: flags });
}

function slotOf(key: string, nodes: readonly FieldNode[], type: GraphQLObjectType): Slot | undefined {
  const fieldName = nodes[0]?.name.value ?? '';
  const field = type.getFields()[fieldName];
  if (field === undefined) return undefined;
  return {
    key,
    fieldName,
    typeName: type.name,
    type: field.type,
    isNonNull: isNonNullType(field.type),
    nonNullWithin: nonNullWithin(field.type),
    nodes,
  };
}

function nonNullWithin(type: GraphQLOutputType): readonly boolean[] {
  const levels: boolean[] = [];
  for (let list = nullableOf(type); isListType(list); list = nullableOf(list.ofType)) {
    levels.push(isNonNullType(list.ofType));
  }
  return levels.includes(true) ? levels : [];
}

function nullableOf(type: GraphQLOutputType): GraphQLOutputType {
  return isNonNullType(type) ? type.ofType : type;
}

function typenamePlan(key: string, nodes: readonly FieldNode[], type: GraphQLObjectType): LeafPlan {
  const slot = { key, fieldName: '__typename', typeName: type.name, type, isNonNull: false, nonNullWithin: [], nodes };
  return { ...slot, read: undefined, coerce: () => type.name };
}

type Source = { readonly kind: 'data'; readonly shape: OutputShape } | { readonly kind: 'call'; readonly step: Step };

/** Either the data alone or one call alone, whose needs all stand in the data; anything else is for the reference. */
function simpleSource(
  provider: Extract<Provider, { kind: 'value' }>,
  typeName: string,
  model: Model,
): Source | undefined {
  const { data, calls } = provider;
  const [call, ...others] = calls;
  if (call === undefined) return data?.certain === true ? { kind: 'data', shape: data.shape } : undefined;
  return data === undefined && others.length === 0 && isAtHand(call.needs, typeName, model)
    ? { kind: 'call', step: call.step }
    : undefined;
}

function isAtHand(needs: Needs, typeName: string, model: Model): boolean {
  const { objects } = model.graph;
  return [...needs].every(([name, { below, provider }]) => {
    if (provider.kind !== 'value' || provider.data?.certain !== true || provider.calls.length > 0) return false;
    return holds(provider.data.shape, below, objects.get(typeName)?.fields.get(name)?.typeName ?? '', model);
  });
}

/** Whether all members of a tree stand in data of a shape; a member of a key may need a call of its own. */
function holds(shape: OutputShape, tree: PathTree, typeName: string, model: Model): boolean {
  return [...tree].every(([name, below]) => {
    const presence = fieldOfShape(shape, typeName, name);
    if (presence.kind !== 'present') return false;
    return holds(presence.shape, below, model.graph.objects.get(typeName)?.fields.get(name)?.typeName ?? '', model);
  });
}

function callOf(step: Step): Pick<CallPlan, 'step' | 'reference' | 'keyOf'> {
  const [only, ...others] = [...step.needs];
  if (only !== undefined && others.length === 0 && only[1].size === 0) {
    const [name] = only;
    const read = readerOf(name);
    return {
      step,
      reference(data) {
        const value = read(data);
        return value === undefined ? {} : { [name]: value };
      },
      keyOf(reference) {
        const value = ownMember(reference, name);
        return typeof value === 'string' ? `"${value}` : stableKey(value === undefined ? {} : value);
      },
    };
  }
  return {
    step,
    reference: (data) => (step.needs.size === 0 ? {} : (pick(data, step.needs) as JsonObject)),
    keyOf: stableKey,
  };
}

function fillPlan(
  slot: Slot,
  read: (data: Json | undefined) => Json | undefined,
  shape: OutputShape,
  compiler: Compiler,
): FillPlan | undefined {
  const named = getNamedType(slot.type);
  if (isScalarType(named) && named.serialize !== PLAIN_SCALAR.serialize && !isSpecifiedScalarType(named))
    return undefined;
  if (isLeafType(named)) return { ...slot, kind: 'leaf', read, coerce: leafCoercion(slot.type) };
  if (isAbstractType(named) || !isObjectType(named)) return undefined;
  const sets = slot.nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
  const below = compileSelection(sets, named, shape, compiler);
  if (below === undefined) return undefined;
  return { ...slot, kind: 'object', read, listDepth: listDepthOf(slot.type), below };
}

/** A scalar without rules of its own; one that a team gave such rules is for the reference. */
const PLAIN_SCALAR = new GraphQLScalarType({ name: 'Plain' });

/** Coerces by the type's own kind; a non-null element that comes out null is left for the null to climb. */
function leafCoercion(type: GraphQLOutputType): (value: Json) => unknown {
  const nullable = nullableOf(type);
  if (isListType(nullable)) {
    const element = leafCoercion(nullable.ofType);
    return (value) => (Array.isArray(value) ? value.map((one: Json) => (one === null ? null : element(one))) : null);
  }
  if (!isLeafType(nullable)) return () => null;
  if (nullable.name === 'String') return (value) => (typeof value === 'string' ? value : coerceLeaf(nullable, value));
  if (nullable.name === 'ID') {
    return (value) =>
      typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : coerceLeaf(nullable, value);
  }
  return (value) => coerceLeaf(nullable, value);
}

function listDepthOf(type: GraphQLOutputType): number {
  const nullable = nullableOf(type);
  return isListType(nullable) ? 1 + listDepthOf(nullable.ofType) : 0;
}

/** Reads an own member; names that every object inherits are looked at twice. */
function readerOf(name: string): (data: JsonObject | Json | undefined) => Json | undefined {
  if (name in Object.prototype) return memberOf(name);
  return (data) => (data as JsonObject)[name];
}

function memberOf(name: string): (data: Json | undefined) => Json | undefined {
  return (data) => (isObject(data) ? ownMember(data, name) : undefined);
}

function whole(data: Json | undefined): Json | undefined {
  return data;
}

/** Introspection is graphql-js's. */
function namesSchema(operation: OperationDefinitionNode, { fragments }: Written): boolean {
  let found = false;
  for (const node of [operation, ...Object.values(fragments)]) {
    visit(node, {
      Field({ name }) {
        if (name.value === '__schema' || name.value === '__type') found = true;
      },
    });
  }
  return found;
}
