import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault, FaultOutcome } from '../harness/fault-catalogue/fault.ts';
import { FAULTS } from '../harness/fault-catalogue.ts';
import {
  type FaultReport,
  type Laboratory,
  openLaboratory,
  type Path,
  PLACES,
  type Place,
} from '../harness/fault-laboratory.ts';

const ATTEMPT_MS = 700;
const DEADLINE_MS = 4_000;
/** For a busy machine; the laws about time are proven on the fake clock. */
const SLACK_MS = 30_000;

let laboratory: Laboratory;
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled);
  laboratory = await openLaboratory();
});

afterAll(async () => {
  process.off('unhandledRejection', onUnhandled);
  await laboratory[Symbol.asyncDispose]();
});

// Sizes keep the processor busy: on their own, so that nothing else is late because of them.
const QUICK = Object.entries(FAULTS).filter(([chapter]) => chapter !== 'sizes');

describe.for(QUICK)('%s', { concurrent: true }, ([, faults]) => {
  test.for(named(faults))('%s', ([, fault]) => examine(fault));
});

describe('sizes', () => {
  test.for(named(FAULTS.sizes ?? []))('%s', ([, fault]) => examine(fault));
});

describe('what would take longer than the deadline', { concurrent: true }, () => {
  const slow = Object.values(FAULTS)
    .flat()
    .filter(({ outcome }) => outcome.kind === 'error' && outcome.code === 'UPSTREAM_TIMEOUT');

  test.for(named(slow))('%s: is given up at the deadline', async ([, fault]) => {
    const report = await laboratory.run(fault, { attemptMs: 3 * SLACK_MS, deadlineMs: ATTEMPT_MS });
    for (const place of PLACES) {
      await judge(place, report, fault, { kind: 'error', code: 'DEADLINE_EXCEEDED' });
      expect(report.places[place].elapsedMs).toBeLessThan(ATTEMPT_MS + SLACK_MS);
    }
    judgeConnections(report, fault);
  });
});

test('nothing was thrown that nobody caught, and nobody was led elsewhere', () => {
  expect(unhandled).toEqual([]);
  expect(laboratory.strayed).toBe(0);
});

function named(faults: readonly Fault[]): readonly (readonly [string, Fault])[] {
  return faults.map((fault) => [fault.name, fault]);
}

async function examine(fault: Fault): Promise<void> {
  const report = await laboratory.run(fault, { attemptMs: ATTEMPT_MS, deadlineMs: DEADLINE_MS });
  for (const place of PLACES) await judge(place, report, fault, outcomeAt(place, fault));
  judgeConnections(report, fault);
  judgeRequests(report);
}

type Expected = FaultOutcome | { readonly kind: 'error'; readonly code: string };

function outcomeAt(place: Place, { outcome, unsafeOutcome }: Fault): Expected | undefined {
  if (place === 'unsafe') return unsafeOutcome ?? outcome;
  // Rows of a batch have another shape than the values of the catalogue.
  return place === 'batch' && outcome.kind === 'value' ? undefined : outcome;
}

async function judge(place: Place, report: FaultReport, fault: Fault, outcome: Expected | undefined): Promise<void> {
  if (outcome === undefined) return;
  const { result, elapsedMs, next } = report.places[place];
  const struck = [...report.places[place].struck];
  // Fields of a mutation wait for each other: what follows comes too late as well.
  if (place === 'unsafe' && outcome.kind === 'error' && outcome.code === 'DEADLINE_EXCEEDED') struck.push(['note']);
  const well = await laboratory.wellResult(place);
  const errors = result.errors?.map(({ path, extensions }) => ({ path, code: extensions.code })) ?? [];
  const expectedErrors = outcome.kind === 'error' ? struck.map((path) => ({ path, code: outcome.code })) : [];
  expect({ place, errors: sorted(errors) }).toEqual({ place, errors: sorted(expectedErrors) });
  expect(JSON.stringify(result.data)).toBe(JSON.stringify(expectedData(well.data, place, struck, outcome)));
  expect(elapsedMs).toBeLessThan(DEADLINE_MS + SLACK_MS);
  expect(JSON.stringify(result.errors ?? [])).not.toMatch(/127\.0\.0\.1|localhost|evil|stolen|<|Name of/);
  if (fault.all === true || fault.mayRefuseNext === true) return;
  expect(next).toEqual({ data: { [`${place}Probe`]: { id: `/probe/${place}`, name: `Name of /probe/${place}` } } });
}

function judgeConnections(report: FaultReport, { maxBytesRead }: Fault): void {
  expect(report.lingering).toBe(0);
  if (maxBytesRead !== undefined) expect(Math.max(...report.bytesRead)).toBeLessThanOrEqual(maxBytesRead);
  expect(report.closedAfterMs).toBeLessThan(SLACK_MS);
  expect(report.leftOpen).toBe(0);
}

/** What is never sent: an unsafe call twice, a cookie that a server has set, a validator that nobody keeps. */
function judgeRequests({ requests }: FaultReport): void {
  expect(requests.filter(({ head }) => head.startsWith('POST ')).length).toBeLessThanOrEqual(1);
  expect(requests.filter(({ head }) => /^(?:cookie|authorization|range|expect):/im.test(head))).toEqual([]);
  expect(requests.length).toBeLessThanOrEqual(60);
}

function expectedData(well: unknown, place: Place, struck: readonly Path[], outcome: Expected): unknown {
  if (outcome.kind === 'healthy') return well;
  const data: unknown = structuredClone(well);
  for (const path of struck) {
    const parent = path.slice(0, -1).reduce((at, key) => (at as Record<string | number, unknown>)[key], data);
    const key = path.at(-1) ?? '';
    const members = parent as Record<string | number, unknown>;
    if (outcome.kind === 'value') members[key] = outcome.value;
    else if (place === 'batch') members[key] = { ...(members[key] as object), name: null };
    else members[key] = null;
  }
  return data;
}

function sorted(errors: readonly { readonly path?: unknown; readonly code?: unknown }[]): readonly string[] {
  return errors.map((error) => JSON.stringify(error)).sort();
}
