import {
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Json } from '../json/json.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import type { PathTree } from '../mapping/path-tree.ts';
import { type Model, planObject, shapeGiven } from '../planning/plan-object.ts';
import { requestedIn } from '../planning/requested-tree.ts';
import { EMPTY_SHAPE } from '../planning/shape-field.ts';
import type { Step } from '../planning/step.ts';
import { argumentsOf, hasVariables, type ReadArguments } from './call-arguments.ts';
import { callOf } from './call-reference.ts';
import { collectFields, type Written } from './collect-fields.ts';
import { type FieldSource, sourceOf } from './field-source.ts';
import { hasOwnRules, leafCoercion } from './leaf-coercion.ts';
import { memberOf, readerOf, whole } from './read-data.ts';
import type { CallPlan, FillPlan, LeafPlan, ObjectPlan, OperationPlan, SelectionPlan, Slot } from './selection-plan.ts';
import { listDepthOf, slotOf } from './slot.ts';
import { writerOf, writerOfAlternatives } from './write-pure.ts';

/**
 * An operation as a plan, or undefined for what the reference engine runs: introspection, TypeScript resolvers, scalars
 * with rules of their own, fields that several calls bring together, and calls that wait for others' keys.
 */
export function compileOperation(
  model: Model,
  operation: OperationDefinitionNode,
  written: Written,
): OperationPlan | undefined {
  const isSerial = operation.operation === OperationTypeNode.MUTATION;
  const root = written.schema.getRootType(operation.operation);
  if (!root || namesSchema(operation, written)) return undefined;
  const plan = compileSelection([operation.selectionSet], root, EMPTY_SHAPE, { model, written });
  if (plan === undefined) return undefined;
  return { blank: plan.blank, parts: isSerial ? partsOf(plan) : [plan], isSerial };
}

/** A plan for each response key. */
function partsOf(plan: SelectionPlan): readonly SelectionPlan[] {
  return Object.keys(plan.blank).map((own) => {
    const isOwn = ({ key }: Slot): boolean => key === own;
    return {
      ...plan,
      leaves: plan.leaves.filter(isOwn),
      objects: plan.objects.filter(isOwn),
      calls: plan.calls.filter(({ fills }) => fills.some(isOwn)),
    };
  });
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
  const providers = planObject(model, type.name, shape, requestedOf(sets, written));
  const leaves: LeafPlan[] = [];
  const objects: ObjectPlan[] = [];
  const calls: CallPlan[] = [];
  const completions = new Map<Step, FillPlan[]>();

  for (const [key, nodes] of fields) {
    const name = nodes[0]?.name.value ?? '';
    const slot = name === '__typename' ? undefined : slotOf(key, nodes, type);
    if (slot === undefined) {
      leaves.push(typenamePlan(key, nodes, type));
      continue;
    }
    const provider = providers.get(name);
    const source = provider && sourceOf(provider, type.name, model);
    if (source === undefined) return undefined;
    const isOwnCall = source.kind === 'call' && source.step.kind === 'field';
    // Arguments that nothing uses may be wrong all the same, which graphql-js has the words for.
    if (!isOwnCall && hasVariables(nodes[0])) return undefined;
    if (source.kind === 'data') {
      const filled = fillPlan(slot, readerOf(name), source.shape, compiler);
      if (filled === undefined) return undefined;
      if (filled.kind === 'leaf') leaves.push(filled);
      else objects.push(filled);
      continue;
    }
    const fill = calledFill(slot, source, compiler);
    if (fill === undefined) return undefined;
    const { step } = source;
    if (isOwnCall) {
      calls.push({ ...callOf(step), argumentsOf: readArguments(nodes[0], type), fills: [fill] });
    } else {
      const known = completions.get(step);
      if (known === undefined) completions.set(step, [fill]);
      else known.push(fill);
    }
  }
  for (const [step, fills] of completions) calls.push({ ...callOf(step), argumentsOf: undefined, fills });
  const blank = Object.fromEntries([...fields.keys()].map((key) => [key, null]));
  const plan = { typeName: type.name, blank, leaves, objects, calls };
  const isPure = calls.length === 0 && objects.every(({ below }) => below.write !== undefined);
  return { ...plan, write: isPure ? writerOf(plan) : undefined };
}

function readArguments(node: FieldNode | undefined, type: GraphQLObjectType): ReadArguments | undefined {
  const field = type.getFields()[node?.name.value ?? ''];
  return node && field && argumentsOf(node, field);
}

/** What is named below any of several selection sets. */
function requestedOf(sets: readonly SelectionSetNode[], { fragments, flags }: Written): PathTree {
  const merged: SelectionSetNode = {
    kind: sets[0]?.kind ?? ('SelectionSet' as never),
    selections: sets.flatMap(({ selections }) => selections),
  };
  return requestedIn(merged, { fragments, variableValues: flags });
}

function typenamePlan(key: string, nodes: readonly FieldNode[], type: GraphQLObjectType): LeafPlan {
  const slot = { key, fieldName: '__typename', typeName: type.name, type, isNonNull: false, nonNullWithin: [], nodes };
  return { ...slot, read: undefined, coerce: () => type.name };
}

/** How a field is filled from a call's answer, or from the data if that has it. */
function calledFill(
  slot: Slot,
  { step, own }: Extract<FieldSource, { kind: 'call' }>,
  compiler: Compiler,
): FillPlan | undefined {
  const read = step.kind === 'field' ? whole : memberOf(slot.fieldName);
  const fill = fillPlan(slot, read, shapeGiven(step, slot.typeName, slot.fieldName), compiler);
  if (fill === undefined || own === undefined) return fill;
  const filledByData = fillPlan(slot, readerOf(slot.fieldName), own, compiler);
  return filledByData && { ...fill, own: filledByData };
}

function fillPlan(
  slot: Slot,
  read: (data: Json | undefined) => Json | undefined,
  shape: OutputShape,
  compiler: Compiler,
): FillPlan | undefined {
  const named = getNamedType(slot.type);
  if (hasOwnRules(named)) return undefined;
  if (isLeafType(named)) return { ...slot, kind: 'leaf', read, coerce: leafCoercion(slot.type), own: undefined };
  const sets = slot.nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
  const below = isAbstractType(named)
    ? compileAlternatives(sets, named, shape, compiler)
    : isObjectType(named)
      ? compileSelection(sets, named, shape, compiler)
      : undefined;
  return below && { ...slot, kind: 'object', read, listDepth: listDepthOf(slot.type), below, own: undefined };
}

/** A plan for each object type that an interface or a union may be; a team's own `__resolveType` is for the reference. */
function compileAlternatives(
  sets: readonly SelectionSetNode[],
  type: GraphQLAbstractType,
  shape: OutputShape,
  compiler: Compiler,
): SelectionPlan | undefined {
  if (compiler.model.isResolved(type.name, '__resolveType')) return undefined;
  const possible = new Map<string, SelectionPlan>();
  for (const member of compiler.written.schema.getPossibleTypes(type)) {
    const plan = compileSelection(sets, member, shape, compiler);
    if (plan === undefined) return undefined;
    possible.set(member.name, plan);
  }
  const isPure = [...possible.values()].every(({ write }) => write !== undefined);
  const write = isPure ? writerOfAlternatives(possible) : undefined;
  return { typeName: type.name, blank: {}, leaves: [], objects: [], calls: [], write, possible };
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
