import { GraphQLError } from 'graphql';
import type { Failure } from '../execution/failure.ts';
import type { ErrorSite } from '../execution/field-error.ts';
import type { CallResult } from '../execution/operation.ts';
import { NO_CALLS } from '../execution/trail.ts';
import type { Json } from '../json/json.ts';
import { remember } from '../memo/remember.ts';
import { askBeside, askFor, groupsOf } from './ask.ts';
import type { CallArguments } from './call-arguments.ts';
import { placeObjects } from './place-objects.ts';
import type { Row } from './row.ts';
import {
  type Arrival,
  type Arrived,
  checkNulls,
  type Later,
  nullUp,
  placeIn,
  type Run,
  type RunInput,
  standing,
} from './run.ts';
import type { CallPlan, FillPlan, OperationPlan, SelectionPlan, StreamPlan } from './selection-plan.ts';

/** What an operation answers; `data` is null when a null has climbed to the top. */
export interface EngineResult {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
  /** Who made it. */
  readonly run: Run;
}

/**
 * Runs a compiled operation: the rows of one place are filled together, what stands in their data is read without a
 * promise, and every call starts the moment its own row is there. Resolves when nothing is pending any more.
 */
export function runOperation(
  { blank, parts, isSerial }: OperationPlan,
  input: RunInput,
  later?: Later,
): Promise<EngineResult> {
  return new Promise((resolve, reject) => {
    const out: Record<string, unknown> = { ...blank };
    const run: Run = {
      input,
      root: { data: out },
      place: undefined,
      later,
      errors: [],
      hasClimbed: false,
      pending: 0,
      arrived: undefined,
      end,
      broken: reject,
    };
    const remaining = parts[Symbol.iterator]();
    next();

    /** The next part, unless a null has taken everything. */
    function next(): void {
      const { value: plan } = remaining.next();
      if (plan === undefined || run.root.data === null) {
        resolve({ data: run.root.data, errors: run.errors, run });
        return;
      }
      if (isSerial) input.operation.forget();
      if (input.operation.trail !== undefined) input.operation.trail.current = NO_CALLS;
      run.pending = 1;
      try {
        fillRows(plan, [{ data: {}, out, parent: undefined, slot: undefined, index: undefined, plan }], run);
      } catch (error) {
        reject(error);
        return;
      }
      end();
    }

    function end(): void {
      run.pending -= 1;
      if (run.pending === 0) next();
    }
  });
}

/** Fills rows of one place: what stands in their data now, the rest when it comes. */
export function fillRows(plan: SelectionPlan, rows: readonly Row[], run: Run): void {
  if (plan.possible !== undefined) {
    for (const [own, members] of rowsByPlan(rows)) fillRows(own, members, run);
    return;
  }
  // First, because what stands below may belong to fragments that begin here.
  if (plan.later !== undefined) run.later?.defer(plan.later, rows, run);
  for (const leaf of plan.leaves) {
    const { key, read, coerce, isNonNull } = leaf;
    for (const row of rows) {
      const value = read === undefined ? null : read(row.data);
      const out = read === undefined ? plan.typeName : value === undefined || value === null ? null : coerce(value);
      row.out[key] = out;
      if (out === null ? isNonNull : typeof out === 'object') checkNulls(out, leaf, row, run);
    }
  }
  for (const object of plan.objects) fillFromData(object, rows, run);
  for (const call of plan.calls) startCalls(call, standing(rows, run), run);
}

/** Fills a field of rows with one value, equal for all of them. */
export function fillValue(fill: FillPlan, value: Json | undefined, rows: readonly Row[], run: Run): void {
  if (fill.stream !== undefined && run.later !== undefined) fillHead(fill.stream, value, rows, run);
  else if (fill.kind === 'leaf') fillLeaf(fill, value, rows, run);
  else fillObjects(fill, [{ value, rows }], run);
}

/** Fills a streamed field with the first items of its list; each row's list is a stream of its own. */
function fillHead(stream: StreamPlan, value: Json | undefined, rows: readonly Row[], run: Run): void {
  for (const row of rows) fillValue(stream.head, run.later?.headOf(stream, value, row, run), [row], run);
}

/** Rows of different object types at one place. */
function rowsByPlan(rows: readonly Row[]): ReadonlyMap<SelectionPlan, readonly Row[]> {
  const groups = new Map<SelectionPlan, Row[]>();
  for (const row of rows) remember(groups, row.plan, () => []).push(row);
  return groups;
}

/** Fills a field of rows from what stands in their data. */
function fillFromData(fill: FillPlan, rows: readonly Row[], run: Run): void {
  if (fill.kind === 'leaf' || fill.stream !== undefined) {
    for (const row of rows) fillValue(fill, fill.read(row.data), [row], run);
    return;
  }
  const children: Row[] = [];
  for (const row of rows) placeObjects(fill.read(row.data), fill, fill.below, fill.listDepth, row, children, run);
  if (children.length > 0) fillRows(fill.below, standing(children, run), run);
}

/** Calls for what rows lack: once their arguments are known to be right, and their own data to have nothing. */
function startCalls(call: CallPlan, rows: readonly Row[], run: Run): void {
  const given = call.argumentsOf?.(run.input.variables);
  if (given instanceof GraphQLError) {
    for (const row of rows) failField(given, call, row, run);
  } else if (call.fills.every(({ own }) => own === undefined)) {
    load(call, rows, given, run);
  } else {
    for (const fill of call.fills) {
      const { own } = fill;
      const having = rows.filter((row) => isAtHand(fill, row));
      if (own !== undefined) fillFromData(own, having, run);
    }
    for (const lack of lacksOf(call, standing(rows, run))) load({ ...call, fills: lack.fills }, lack.rows, given, run);
  }
}

/** Whether the data of a row has what a call would bring. */
function isAtHand({ own }: FillPlan, row: Row): boolean {
  return own?.read(row.data) !== undefined;
}

/** The rows that something must be called for, by what they lack. */
function lacksOf({ fills }: CallPlan, rows: readonly Row[]) {
  const lacks = new Map<string, { readonly fills: readonly FillPlan[]; readonly rows: Row[] }>();
  for (const row of rows) {
    const lacking = fills.filter((fill) => !isAtHand(fill, row));
    if (lacking.length === 0) continue;
    const names = lacking.map(({ key }) => key).join();
    remember(lacks, names, () => ({ fills: lacking, rows: [] })).rows.push(row);
  }
  return lacks.values();
}

/** One load for every distinct reference; its rows are filled the moment it answers. */
function load(call: CallPlan, rows: readonly Row[], given: CallArguments | undefined, run: Run): void {
  for (const group of groupsOf(call, rows)) {
    run.pending += 1;
    askFor(call, group, given, run).then((result) => finish(call, group, result, run), run.broken);
  }
  if (given !== undefined && rows.length > 0) for (const one of call.beside) askBeside(one, given, run);
}

/**
 * Takes an answer. Those of one tick, such as the rows of one batch, are waited for and their rows filled together; in a
 * trace each is taken by itself, so that what follows from it is known.
 */
function finish(call: CallPlan, rows: readonly Row[], result: CallResult, run: Run): void {
  const { trail } = run.input.operation;
  if (trail !== undefined) {
    trail.current = trail.of(result);
    settleAll(new Map([[call, [{ rows, result }]]]), run);
    return;
  }
  if (run.arrived === undefined) {
    const arrived: Arrived = new Map();
    run.arrived = arrived;
    queueMicrotask(() => {
      run.arrived = undefined;
      settleAll(arrived, run);
    });
  }
  const ofCall = run.arrived.get(call);
  if (ofCall === undefined) run.arrived.set(call, [{ rows, result }]);
  else ofCall.push({ rows, result });
}

function settleAll(arrived: Arrived, run: Run): void {
  try {
    for (const [call, arrivals] of arrived) settle(call, arrivals, run);
    for (const arrivals of arrived.values()) for (const _ of arrivals) run.end();
  } catch (bug) {
    run.broken(bug);
  }
}

function failField({ message, nodes = [] }: GraphQLError, { fills: [slot] }: CallPlan, row: Row, run: Run): void {
  if (slot === undefined) return;
  run.errors.push(new GraphQLError(message, { nodes, path: placeIn(run, row, slot.key) }));
  if (slot.isNonNull) nullUp(run, row, slot, []);
}

/** Fills rows from the answers to their references; equal answers without calls below are made once. */
function settle(call: CallPlan, arrivals: readonly Arrival[], run: Run): void {
  const values: Filling[] = [];
  for (const { rows, result } of arrivals) {
    const left = standing(rows, run);
    if (result.ok) values.push({ value: result.value, rows: left });
    else for (const row of left) fail(call, row, result.failure, run);
  }
  for (const fill of call.fills) {
    const fillings = values.map(({ value, rows }) => ({ value: fill.read(value), rows }));
    if (fill.kind === 'object' && fill.stream === undefined) fillObjects(fill, fillings, run);
    else for (const { value, rows } of fillings) fillValue(fill, value, rows, run);
  }
}

function fillLeaf(
  fill: Extract<FillPlan, { kind: 'leaf' }>,
  value: Json | undefined,
  rows: readonly Row[],
  run: Run,
): void {
  const coerced = (): unknown => (value === undefined || value === null ? null : fill.coerce(value));
  let out = coerced();
  for (const row of rows) {
    const errorsBefore = run.errors.length;
    row.out[fill.key] = out;
    if (out === null ? fill.isNonNull : typeof out === 'object') checkNulls(out, fill, row, run);
    // A null may have climbed within the list, which the next row must get as it was.
    if (run.errors.length > errorsBefore) out = coerced();
  }
}

/** A value, and the rows that it goes to. */
interface Filling {
  readonly value: Json | undefined;
  readonly rows: readonly Row[];
}

function fillObjects(fill: Extract<FillPlan, { kind: 'object' }>, fillings: readonly Filling[], run: Run): void {
  const { below, listDepth } = fill;
  const children: Row[] = [];
  for (const { value, rows } of fillings) {
    const [first, ...others] = rows;
    if (first === undefined) continue;
    const [errorsBefore, childrenBefore] = [run.errors.length, children.length];
    placeObjects(value, fill, below, listDepth, first, children, run);
    // Rows that are still to be filled may have errors of their own to tell, in each place.
    const isWritten = run.errors.length === errorsBefore && children.length === childrenBefore;
    const isShared = below.write !== undefined && isWritten;
    for (const row of others) {
      if (isShared) row.out[fill.key] = first.out[fill.key];
      else placeObjects(value, fill, below, listDepth, row, children, run);
    }
  }
  if (children.length > 0) fillRows(below, standing(children, run), run);
}

/** A field's own call fails the field; a completion is one error at the path of the object that stays. */
function fail(call: CallPlan, row: Row, failure: Failure, run: Run): void {
  const [first] = call.fills;
  if (first === undefined) return;
  const ofObject = call.argumentsOf === undefined;
  const site = (): ErrorSite =>
    ofObject
      ? { path: placeIn(run, row), nodes: (row.slot ?? run.place)?.nodes ?? [] }
      : { path: placeIn(run, row, first.key), nodes: first.nodes };
  const { error, isNew } = run.input.operation.errors.report(failure, site);
  // A part of its own says at least why something of it is missing.
  if (isNew || run.errors.length === 0) run.errors.push(error);
  for (const fill of call.fills) if (fill.isNonNull) nullUp(run, row, fill, []);
}
