import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Model } from '../planning/plan-object.ts';
import type { OperationOutline, OutlinedCall } from '../planning/plan-operation-outline.ts';
import { ASSUMED_ROWS, type PlannedOperation, planOf } from './plan-of.ts';

/** An operation that stands in a file, by itself or in a manifest. */
export interface CommittedOperation {
  readonly name: string;
  readonly place: Place;
  readonly planned: PlannedOperation;
}

/** How an operation without a name is called. */
export const ANONYMOUS = '(without a name)';

/** What was found of the plans, and what is worth a remark. */
export interface CheckedPlans {
  readonly diagnostics: readonly Diagnostic[];
  readonly remarks: readonly string[];
}

/**
 * Compares plans of operations with those recorded beside their files: more calls, or more waves, is an error. Where
 * nothing is recorded there is nothing to compare. `update` records instead, and finds no fault.
 */
export async function checkPlans(
  model: Model,
  operations: readonly CommittedOperation[],
  { update }: { readonly update: boolean },
): Promise<CheckedPlans> {
  const diagnostics: Diagnostic[] = [];
  const tally = { recorded: 0, compared: 0, unrecorded: 0, fewer: 0 };
  for (const [file, own] of Map.groupBy(operations, ({ place }) => planFileOf(place.source.name))) {
    const plans = named(own).map(({ name, committed }) => ({ name, committed, plan: recordOf(model, committed) }));
    if (update) {
      const text = JSON.stringify(Object.fromEntries(plans.map(({ name, plan }) => [name, plan])), null, 2);
      await writeFile(file, `${text}\n`);
      tally.recorded += plans.length;
      continue;
    }
    const recorded = await readPlans(file);
    if (recorded === 'unreadable') {
      const [{ place }] = own as [CommittedOperation];
      diagnostics.push(unreadable(file, place));
      continue;
    }
    for (const { name, committed, plan } of plans) {
      const before = recorded.get(name);
      if (before === undefined) tally.unrecorded += 1;
      else tally.compared += 1;
      if (before === undefined) continue;
      if (plan.calls > before.calls || plan.waves > before.waves) {
        diagnostics.push(grown(name, { before, plan, file, place: committed.place }));
      } else if (plan.calls < before.calls || plan.waves < before.waves) tally.fewer += 1;
    }
  }
  return { diagnostics, remarks: remarksOn(tally) };
}

/** The plans of `page.graphql` are in `page.plan.json`. */
export function planFileOf(file: string): string {
  return `${file.slice(0, file.length - extname(file).length)}${PLAN_ENDING}`;
}

export const PLAN_ENDING = '.plan.json';

/** A plan as it is committed: two numbers that are compared, and a line a call for who reads the difference. */
interface RecordedPlan {
  readonly calls: number;
  readonly waves: number;
  readonly plan?: readonly string[];
}

function recordOf(model: Model, { planned }: CommittedOperation): RecordedPlan {
  const { maxCalls, waves, calls } = planOf(model, planned, { variables: {}, rows: ASSUMED_ROWS });
  return { calls: maxCalls, waves, plan: calls.map(lineOf) };
}

/** Without ids, which change for all that follows whenever a call is added. */
function lineOf({ wave, source, method, url, paths, made, maxCalls }: OperationOutline['calls'][number]): string {
  const request = [source, method, url].filter((part) => part !== undefined).join(' ');
  return `wave ${wave}: ${request} → ${paths.join(', ')}: ${countOf(made, maxCalls)}`;
}

function countOf(made: OutlinedCall['made'], maxCalls: number): string {
  return made === 'once' ? 'once' : `${made}, ${maxCalls} at most`;
}

/** Operations of one file by name; of several with one name, the later ones are numbered. */
function named(operations: readonly CommittedOperation[]) {
  const count = new Map<string, number>();
  return operations.map((committed) => {
    const number = (count.get(committed.name) ?? 0) + 1;
    count.set(committed.name, number);
    return { name: number === 1 ? committed.name : `${committed.name} (${number})`, committed };
  });
}

async function readPlans(file: string): Promise<ReadonlyMap<string, RecordedPlan> | 'unreadable'> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return new Map();
  try {
    const plans: unknown = JSON.parse(text);
    if (typeof plans !== 'object' || plans === null) return 'unreadable';
    const entries = Object.entries(plans);
    return entries.every(([, plan]) => isRecorded(plan)) ? new Map(entries) : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function isRecorded(plan: unknown): plan is RecordedPlan {
  if (typeof plan !== 'object' || plan === null) return false;
  const { calls, waves } = plan as Partial<RecordedPlan>;
  return typeof calls === 'number' && typeof waves === 'number';
}

interface Growth {
  readonly before: RecordedPlan;
  readonly plan: RecordedPlan;
  readonly file: string;
  readonly place: Place;
}

function grown(name: string, { before, plan, file, place }: Growth): Diagnostic {
  const more = [
    ...(plan.calls > before.calls ? [`${plan.calls} calls instead of ${before.calls}`] : []),
    ...(plan.waves > before.waves ? [`${plan.waves} waves instead of ${before.waves}`] : []),
  ];
  const known = new Set(before.plan ?? []);
  const lines = (plan.plan ?? []).filter((line) => !known.has(line));
  const message = [`\`${name}\` now takes ${more.join(' and ')}.`, ...lines.map((line) => `+ ${line}`)].join('\n');
  const hint = `If that is meant, record it with --update; ${file} then shows the difference.`;
  return { code: 'PLAN_GREW', severity: 'error', message, places: [place], hint };
}

function unreadable(file: string, place: Place): Diagnostic {
  const message = `The recorded plans in ${file} cannot be read.`;
  return {
    code: 'PLAN_UNREADABLE',
    severity: 'error',
    message,
    places: [place],
    hint: 'Record them anew with --update.',
  };
}

type Tally = Readonly<Record<'recorded' | 'compared' | 'unrecorded' | 'fewer', number>>;

/** Who records no plans at all is not told to. */
function remarksOn({ recorded, compared, unrecorded, fewer }: Tally): readonly string[] {
  const plans = (amount: number, one: string, many: string) => (amount === 1 ? `1 ${one}` : `${amount} ${many}`);
  return [
    ...(recorded > 0 ? [`Recorded ${plans(recorded, 'plan', 'plans')}.`] : []),
    ...(unrecorded > 0 && compared > 0
      ? [`${plans(unrecorded, 'operation has', 'operations have')} no recorded plan; --update records it.`]
      : []),
    ...(fewer > 0
      ? [
          `${plans(fewer, 'operation takes', 'operations take')} fewer calls or waves than recorded; --update records it.`,
        ]
      : []),
  ];
}
