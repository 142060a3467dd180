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
} from 'graphql';
import { streamingOf } from '../incremental/directives.ts';
import type { Cut } from '../incremental/part.ts';
import type { Json } from '../json/json.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import type { Written } from '../planning/collect-fields.ts';
import { type Model, planObject, shapeGiven } from '../planning/plan-object.ts';
import { EMPTY_SHAPE } from '../planning/shape-field.ts';
import type { Step } from '../planning/step.ts';
import { namesSchema, requestedOf } from './asked-fields.ts';
import { argumentsOf, hasVariables, type ReadArguments } from './call-arguments.ts';
import { callOf } from './call-reference.ts';
import { callsBeside } from './calls-beside.ts';
import { collectParts, type FieldIn, type FieldsIn, type SetIn, type Usages } from './collect-parts.ts';
import { type FieldSource, sourceOf } from './field-source.ts';
import { coercionOf, hasOwnRules } from './leaf-coercion.ts';
import { memberOf, readerOf, whole } from './read-data.ts';
import type {
  CallPlan,
  FillPlan,
  LeafPlan,
  ObjectPlan,
  OperationPlan,
  SelectionPlan,
  Slot,
  StreamPlan,
} from './selection-plan.ts';
import { elementSlot, listDepthOf, slotOf } from './slot.ts';
import { writerOf, writerOfAlternatives } from './write-pure.ts';

/**
 * An operation as a plan, or undefined for what the reference engine runs: introspection, TypeScript resolvers, scalars
 * with rules of their own, fields that several calls bring together, and calls that wait for others' keys. Without `cut`
 * nothing is deferred.
 */
export function compileOperation(
  model: Model,
  operation: OperationDefinitionNode,
  written: Written,
  cut?: Cut,
): OperationPlan | undefined {
  const isSerial = operation.operation === OperationTypeNode.MUTATION;
  const root = written.schema.getRootType(operation.operation);
  if (!root || namesSchema(operation, written)) return undefined;
  const sets = [{ set: operation.selectionSet, usage: undefined }];
  const plan = compileSelection(sets, root, EMPTY_SHAPE, { model, written, cut }, FIRST_PART);
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

const FIRST_PART: Usages = [];

interface Compiler {
  readonly model: Model;
  readonly written: Written;
  readonly cut: Cut | undefined;
}

/** A plan for one kind of object, and beside it those for what comes of it in later parts. */
function compileSelection(
  sets: readonly SetIn[],
  type: GraphQLObjectType,
  shape: OutputShape,
  compiler: Compiler,
  within: Usages,
): SelectionPlan | undefined {
  const { written } = compiler;
  // Root fields with effects wait for one another, so none of them is put off.
  const cut = type === written.schema.getMutationType() ? undefined : compiler.cut;
  const { fields, deferred, introduced } = collectParts(sets, type, written, { cut, within });
  const plan = compileFields(fields, type, shape, compiler, within);
  if (plan === undefined || introduced.length + deferred.length === 0) return plan;
  const plans: { readonly usages: Usages; readonly plan: SelectionPlan }[] = [];
  for (const { usages, fields: own } of deferred) {
    const later = compileFields(own, type, shape, compiler, usages);
    if (later === undefined) return undefined;
    plans.push({ usages, plan: later });
  }
  return { ...plan, write: undefined, later: { introduced, plans } };
}

function compileFields(
  fields: FieldsIn,
  type: GraphQLObjectType,
  shape: OutputShape,
  compiler: Compiler,
  within: Usages,
): SelectionPlan | undefined {
  const { model, written } = compiler;
  const providers = planObject(model, type.name, shape, requestedOf(fields, written));
  const leaves: LeafPlan[] = [];
  const objects: FillPlan[] = [];
  const calls: CallPlan[] = [];
  const completions = new Map<Step, FillPlan[]>();

  for (const [key, found] of fields) {
    const nodes = found.map(({ node }) => node);
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
      const filled = fillPlan(slot, readerOf(name), source.shape, { found, compiler, within });
      if (filled === undefined) return undefined;
      if (filled.kind === 'leaf' && filled.stream === undefined) leaves.push(filled);
      else objects.push(filled);
      continue;
    }
    const fill = calledFill(slot, source, { found, compiler, within });
    if (fill === undefined) return undefined;
    const { step } = source;
    if (isOwnCall) {
      const beside = callsBeside(step, fill);
      calls.push({ ...callOf(step), argumentsOf: readArguments(nodes[0], type), fills: [fill], beside });
    } else {
      const known = completions.get(step);
      if (known === undefined) completions.set(step, [fill]);
      else known.push(fill);
    }
  }
  for (const [step, fills] of completions) {
    calls.push({ ...callOf(step), argumentsOf: undefined, fills, beside: [] });
  }
  const blank = Object.fromEntries([...fields.keys()].map((key) => [key, null]));
  const plan = { typeName: type.name, blank, leaves, objects, calls };
  const pure = objects.filter(isPure);
  const isPlanPure = calls.length === 0 && pure.length === objects.length;
  return { ...plan, write: isPlanPure ? writerOf({ ...plan, objects: pure }) : undefined };
}

/** Whether nothing is called for it and nothing comes later. */
function isPure(fill: FillPlan): fill is ObjectPlan {
  return fill.kind === 'object' && fill.stream === undefined && fill.below.write !== undefined;
}

function readArguments(node: FieldNode | undefined, type: GraphQLObjectType): ReadArguments | undefined {
  const field = type.getFields()[node?.name.value ?? ''];
  return node && field && argumentsOf(node, field);
}

function typenamePlan(key: string, nodes: readonly FieldNode[], type: GraphQLObjectType): LeafPlan {
  const slot = { key, fieldName: '__typename', typeName: type.name, type, isNonNull: false, nonNullWithin: [], nodes };
  return { ...slot, read: undefined, coerce: () => type.name };
}

/** A field as it is asked for, and where. */
interface AskedField {
  readonly found: readonly FieldIn[];
  readonly compiler: Compiler;
  readonly within: Usages;
}

/** How a field is filled from a call's answer, or from the data if that has it. */
function calledFill(
  slot: Slot,
  { step, own }: Extract<FieldSource, { kind: 'call' }>,
  asked: AskedField,
): FillPlan | undefined {
  const read = step.kind === 'field' ? whole : memberOf(slot.fieldName);
  const fill = fillPlan(slot, read, shapeGiven(step, slot.typeName, slot.fieldName), asked);
  if (fill === undefined || own === undefined) return fill;
  const filledByData = fillPlan(slot, readerOf(slot.fieldName), own, asked);
  return filledByData && { ...fill, own: filledByData };
}

function fillPlan(slot: Slot, read: Read, shape: OutputShape, asked: AskedField): FillPlan | undefined {
  const whole = fillWhole(slot, read, shape, asked);
  const { cut, written } = asked.compiler;
  const [node] = slot.nodes;
  if (whole === undefined || cut === undefined || node === undefined) return whole;
  // A fragment that comes whole may repeat a list that others stream; clients would cut it off at what comes with it.
  if (cut === 'whole' && asked.within.length > 0) return whole;
  const streaming = streamingOf(node, written.flags);
  const element = streaming && elementSlot(slot);
  if (streaming === undefined || element === undefined) return whole;
  // What is streamed is a part of its own: no fragment around it has a say in how its items are cut.
  const found = asked.found.map(({ node }) => ({ node, usage: undefined }));
  const item = fillWhole(element, (data) => data, shape, { ...asked, found, within: FIRST_PART });
  const stream: StreamPlan | undefined = item && { ...streaming, item, head: whole };
  return stream && { ...whole, stream };
}

type Read = (data: Json | undefined) => Json | undefined;

function fillWhole(slot: Slot, read: Read, shape: OutputShape, asked: AskedField): FillPlan | undefined {
  const named = getNamedType(slot.type);
  if (hasOwnRules(named)) return undefined;
  if (isLeafType(named)) return { ...slot, kind: 'leaf', read, coerce: coercionOf(slot.type), own: undefined };
  const { found, compiler, within } = asked;
  const sets = found.flatMap(({ node: { selectionSet: set }, usage }) => (set === undefined ? [] : [{ set, usage }]));
  const below = isAbstractType(named)
    ? compileAlternatives(sets, named, shape, compiler, within)
    : isObjectType(named)
      ? compileSelection(sets, named, shape, compiler, within)
      : undefined;
  return below && { ...slot, kind: 'object', read, listDepth: listDepthOf(slot.type), below, own: undefined };
}

/** A plan for each object type that an interface or a union may be; a team's own `__resolveType` is for the reference. */
function compileAlternatives(
  sets: readonly SetIn[],
  type: GraphQLAbstractType,
  shape: OutputShape,
  compiler: Compiler,
  within: Usages,
): SelectionPlan | undefined {
  if (compiler.model.isResolved(type.name, '__resolveType')) return undefined;
  const possible = new Map<string, SelectionPlan>();
  for (const member of compiler.written.schema.getPossibleTypes(type)) {
    const plan = compileSelection(sets, member, shape, compiler, within);
    if (plan === undefined) return undefined;
    possible.set(member.name, plan);
  }
  const isPure = [...possible.values()].every(({ write }) => write !== undefined);
  const write = isPure ? writerOfAlternatives(possible) : undefined;
  return { typeName: type.name, blank: {}, leaves: [], objects: [], calls: [], write, possible };
}
