import type { GraphQLResolveInfo } from 'graphql';
import type { Load } from '../execution/call-step.ts';
import { defaultArguments } from '../execution/connector-arguments.ts';
import type { Failure } from '../execution/failure.ts';
import type { CallResult, Operation } from '../execution/operation.ts';
import { pick } from '../execution/reference.ts';
import { uniteCalls } from '../execution/trail.ts';
import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
  ownMember,
  setMember,
} from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { stableKey } from '../json/stable-key.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import type { PathTree } from '../mapping/path-tree.ts';
import { remember } from '../memo/remember.ts';
import { needsForeign } from '../planning/needs-foreign.ts';
import { type Needs, type PlannedCall, type Provider, planObject, shapeGiven } from '../planning/plan-object.ts';
import { fieldOfShape, mergeShapes, UNKNOWN_SHAPE } from '../planning/shape-field.ts';
import { noteCalls, siteOf } from './call-site.ts';
import { mergeData } from './merge-data.ts';
import { type LostAddition, NOTHING_LOST, NOWHERE, ObjectValue } from './object-value.ts';

/** A field's mapped value, and what is known of it. */
export interface FieldValue {
  readonly value: Json | undefined;
  readonly shape: OutputShape;
  /** Calls that should have added to the value and failed. */
  readonly lost: readonly LostAddition[];
}

/** A failed call of a field, or of a completion of an object: the field's own, or one that the field needs. */
export interface FieldFailure {
  readonly failure: Failure;
  readonly of: 'field' | ObjectValue;
}

export type FieldOutcome = Outcome<FieldValue, FieldFailure>;

/** What fetching one field of one object needs to know of its place. */
export interface FieldContext {
  readonly operation: Operation;
  readonly typeName: string;
  readonly fieldName: string;
  /** A field's own arguments; of needed fields that nobody asked for: their defaults. */
  readonly args: JsonObject;
  /** Calls that may change something are made once per alias: this tells them apart. */
  readonly alias: string;
  readonly info: GraphQLResolveInfo;
  /** Runs a TypeScript resolver for a field that another one needs. */
  readonly resolve: (
    object: ObjectValue,
    field: FieldContext,
    needs: Needs,
  ) => Json | undefined | Promise<Json | undefined>;
}

type Value = Extract<Provider, { kind: 'value' }>;

/** The value of a field by its provider: at once when it stands in the data, later when something must be called. */
export function fetchField(
  object: ObjectValue,
  provider: Value,
  field: FieldContext,
): FieldOutcome | Promise<FieldOutcome> {
  const { data, calls } = provider;
  const own = data === undefined ? undefined : ownMember(object.data, field.fieldName);
  const lost = object.lost.length === 0 ? NOTHING_LOST : lostBelow(object, field);
  if (data !== undefined && (calls.length === 0 || (!data.certain && own !== undefined))) {
    return success({ value: own, shape: data.shape, lost });
  }
  const [cause] = lost;
  if (calls.length === 0) {
    if (cause !== undefined) return failed({ failure: cause.failure, of: cause.owner ?? object });
    return isForeign(field) ? failed(unprovided(field)) : NOTHING;
  }
  const start: FieldValue | undefined = data?.certain === true ? { value: own, shape: data.shape, lost } : undefined;
  return mergeCalls(object, start, calls, field);
}

/** What calls that failed would have brought for a field. */
function lostBelow(object: ObjectValue, { typeName, fieldName }: FieldContext): readonly LostAddition[] {
  return object.lost.flatMap(({ failure, shape, owner }) => {
    const presence = fieldOfShape(shape, typeName, fieldName);
    return presence.kind === 'absent' ? [] : [{ failure, shape: presence.shape, owner: owner ?? object }];
  });
}

/** The needed members of an object as plain data: what a connector sees as `$this`, and a resolver as its parent. */
export async function gatherNeeds(
  object: ObjectValue,
  needs: Needs,
  field: FieldContext,
): Promise<Outcome<JsonObject, FieldFailure>> {
  const gathered: MutableJsonObject = {};
  const outcomes = await Promise.all(
    [...needs].map(async ([name, { below, provider }]) => {
      const outcome = await fetchNeeded(object, provider, neededField(field, name));
      if (!outcome.ok) return outcome;
      const { value } = outcome.value;
      const typeName =
        field.operation.runtime.model.graph.objects.get(field.typeName)?.fields.get(name)?.typeName ?? '';
      const whole =
        value === undefined
          ? success(undefined)
          : await gatherBelow({ ...outcome.value, value }, below, { ...field, typeName });
      if (whole.ok && whole.value !== undefined) setMember(gathered, name, whole.value);
      return whole;
    }),
  );
  return outcomes.find((outcome) => !outcome.ok) ?? success(gathered);
}

/** A needed field as if it had been asked for under its own name, without arguments: their defaults apply. */
function neededField(field: FieldContext, name: string): FieldContext {
  const definition = field.operation.runtime.model.graph.objects.get(field.typeName)?.fields.get(name)?.definition;
  const args = definition === undefined ? NO_ARGUMENTS : defaultArguments(definition);
  return { ...field, fieldName: name, args, alias: name };
}

const NO_ARGUMENTS: JsonObject = {};

async function fetchNeeded(object: ObjectValue, provider: Provider, field: FieldContext): Promise<FieldOutcome> {
  if (provider.kind === 'value') return fetchField(object, provider, field);
  const value = await field.resolve(object, field, provider.needs);
  return success({ value, shape: UNKNOWN_SHAPE, lost: NOTHING_LOST });
}

/** A needed value with its own needed members, lists element-wise. */
async function gatherBelow(
  given: FieldValue & { readonly value: Json },
  below: PathTree,
  field: FieldContext,
): Promise<Outcome<Json, FieldFailure>> {
  const { value, shape, lost } = given;
  if (below.size === 0) return success(value);
  if (isArray(value)) {
    const elements = await Promise.all(value.map((element) => gatherBelow({ ...given, value: element }, below, field)));
    const broken = elements.find((element) => !element.ok);
    return broken ?? success(elements.map((element) => (element.ok ? element.value : null)));
  }
  if (!isObject(value)) return success(value);
  if (hasAll(value, below)) return success(pick(value, below));
  const { model } = field.operation.runtime;
  const own = ownMember(value, '__typename');
  const typeName = model.graph.objects.has(field.typeName) || typeof own !== 'string' ? field.typeName : own;
  const plan = planObject(model, typeName, shape, below);
  const needs: Needs = new Map(
    [...plan].map(([name, provider]) => [name, { below: below.get(name) ?? new Map(), provider }]),
  );
  return gatherNeeds(new ObjectValue(value, shape, NOWHERE, lost), needs, { ...field, typeName });
}

function hasAll(value: Json, tree: PathTree): boolean {
  if (isArray(value)) return value.every((element) => hasAll(element, tree));
  if (!isObject(value)) return true;
  return [...tree].every(([name, below]) => {
    const member = ownMember(value, name);
    return member !== undefined && (below.size === 0 || hasAll(member, below));
  });
}

/**
 * All calls of a field at once; their answers merged over what the data already had. A call that fails takes nothing
 * from what the others brought: only what it alone would have added is lost.
 */
async function mergeCalls(
  object: ObjectValue,
  start: FieldValue | undefined,
  calls: readonly PlannedCall[],
  field: FieldContext,
): Promise<FieldOutcome> {
  const made = await Promise.all(calls.map(async (call) => ({ call, outcome: await callFor(object, call, field) })));
  const failures: FieldFailure[] = [];
  const lost: LostAddition[] = [];
  let merged = start;
  for (const { call, outcome } of made) {
    if (outcome.ok) {
      merged = merged === undefined ? outcome.value : mergeTracked(merged, outcome.value, field);
    } else {
      const { failure, of } = outcome.failure;
      failures.push(outcome.failure);
      const shape = shapeGiven(call.step, field.typeName, field.fieldName);
      lost.push({ failure, shape, owner: of === 'field' ? undefined : of });
    }
  }
  const [first] = failures;
  if (first === undefined) return success(merged ?? NO_VALUE);
  if (merged?.value === undefined || merged.value === null) return failed(first);
  return success({ ...merged, lost: [...merged.lost, ...lost] });
}

const NO_VALUE: FieldValue = { value: undefined, shape: UNKNOWN_SHAPE, lost: NOTHING_LOST };

function mergeValues(a: FieldValue, b: FieldValue): FieldValue {
  return { value: mergeData(a.value, b.value), shape: mergeShapes(a.shape, b.shape), lost: a.lost };
}

/** What is made of two answers came of the calls of both. */
function mergeTracked(a: FieldValue, b: FieldValue, { operation: { trail } }: FieldContext): FieldValue {
  const merged = mergeValues(a, b);
  trail?.mark(merged.value, uniteCalls(trail.ofData(a.value), trail.ofData(b.value)));
  return merged;
}

async function callFor(object: ObjectValue, call: PlannedCall, field: FieldContext): Promise<FieldOutcome> {
  const { step } = call;
  if (step.kind !== 'field') {
    const result = await complete(object, call, field);
    if (!result.ok) return failed({ failure: result.failure, of: object });
    const value = isObject(result.value) ? ownMember(result.value, field.fieldName) : undefined;
    return success({ value, shape: shapeGiven(step, field.typeName, field.fieldName), lost: NOTHING_LOST });
  }
  const needs = await gatherNeeds(object, call.needs, field);
  if (!needs.ok) return needs;
  const reference = step.needsWhole ? { ...object.data, ...needs.value } : needs.value;
  const key = stableKey([reference, field.args, step.safe ? null : field.alias]);
  const result = await loadAt(object, call, { key, reference, args: field.args }, field);
  if (!result.ok) return failed({ failure: result.failure, of: 'field' });
  return success({ value: result.value, shape: step.shape, lost: NOTHING_LOST });
}

/** Completes an object by its key; once, however many of its fields ask. */
function complete(object: ObjectValue, call: PlannedCall, field: FieldContext): Promise<CallResult> {
  return remember(object.completions, call.step, async () => {
    const key = await gatherNeeds(object, call.needs, field);
    if (!key.ok) return failed(key.failure.failure);
    return loadAt(object, call, { key: stableKey(key.value), reference: key.value }, field);
  });
}

/** Loads, and keeps track of it where somebody looks. */
function loadAt(object: ObjectValue, call: PlannedCall, load: Load, field: FieldContext): Promise<CallResult> {
  const { operation } = field;
  const { trail } = operation;
  if (trail === undefined) return operation.load(call.step, load);
  return operation.load(call.step, { ...load, site: siteOf(object, call, field, trail) }).then((result) => {
    const ids = trail.of(result);
    if (result.ok) trail.mark(result.value, ids);
    noteCalls(object, call.step, ids);
    return result;
  });
}

/** What an answer does not hold at this place, though it holds it elsewhere, is null like any absent member. */
const NOTHING: FieldOutcome = success({ value: undefined, shape: UNKNOWN_SHAPE, lost: NOTHING_LOST });

function isForeign({ operation, typeName, fieldName }: FieldContext): boolean {
  const { graph, steps } = operation.runtime.model;
  const object = graph.objects.get(typeName);
  const field = object?.fields.get(fieldName);
  return object !== undefined && field !== undefined && needsForeign(steps, object, field);
}

function unprovided({ typeName, fieldName }: FieldContext): FieldFailure {
  const failure: Failure = {
    cause: { kind: 'unprovided', field: `${typeName}.${fieldName}` },
    attempts: 0,
    elapsedMs: 0,
  };
  return { failure, of: 'field' };
}
