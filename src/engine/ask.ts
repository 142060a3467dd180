import { GraphQLError } from 'graphql';
import type { CallSite } from '../execution/observer.ts';
import type { CallResult } from '../execution/operation.ts';
import type { Trail } from '../execution/trail.ts';
import type { JsonObject } from '../json/json.ts';
import type { CallArguments } from './call-arguments.ts';
import type { CallBeside } from './calls-beside.ts';
import type { Row } from './row.ts';
import { placeIn, type Run } from './run.ts';
import type { CallPlan } from './selection-plan.ts';

/** Rows by what they ask for. */
export function groupsOf(call: CallPlan, rows: readonly Row[]): Iterable<readonly [Row, ...Row[]]> {
  const groups = new Map<unknown, [Row, ...Row[]]>();
  for (const row of rows) {
    const identity = call.identify(row.data);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [row]);
    else group.push(row);
  }
  return groups.values();
}

/** Asks for what rows need that are equal in it. */
export function askFor(
  call: CallPlan,
  rows: readonly [Row, ...Row[]],
  given: CallArguments | undefined,
  run: Run,
): Promise<CallResult> {
  const { trail } = run.input.operation;
  return ask(call, rows[0].data, given, run, trail && siteOf(call, rows, run, trail));
}

/** Asks now for what the rows of an answer will ask for; they find it under way. */
export function askBeside({ call, keyFrom }: CallBeside, { values }: CallArguments, run: Run): void {
  const key = keyFrom(values);
  const given = call.argumentsOf?.(run.input.variables);
  if (key === undefined || given instanceof GraphQLError) return;
  const { trail } = run.input.operation;
  // Where it belongs, those who find it under way will say.
  const site = trail && { path: () => [], count: 0, waitsFor: trail.current };
  ask(call, key, given, run, site).catch(run.broken);
}

/** Equal askers of an operation get the same answer. */
function ask(
  call: CallPlan,
  data: JsonObject,
  given: CallArguments | undefined,
  { input: { operation, loadInTime } }: Run,
  site: CallSite | undefined,
): Promise<CallResult> {
  const { step, fills } = call;
  const suffix = given === undefined ? '' : `\n${given.key}${step.safe ? '' : fills[0]?.key}`;
  const reference = call.reference(data);
  const key = call.keyOf(data) + suffix;
  const plain = given === undefined ? { key, reference } : { key, reference, args: given.values };
  const one = site === undefined ? plain : { ...plain, site };
  return loadInTime === undefined ? operation.load(step, one) : loadInTime(step, one);
}

/** A field's own call stands where the field does, a completion where its object does. */
function siteOf(call: CallPlan, [row, ...others]: readonly [Row, ...Row[]], run: Run, { current }: Trail): CallSite {
  const last = call.argumentsOf === undefined ? undefined : call.fills[0]?.key;
  return { path: () => placeIn(run, row, last), count: others.length + 1, waitsFor: current };
}
