import fc from 'fast-check';
import { type ExecutionResult, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Cut } from '../../src/incremental/part.ts';
import { INCREMENTAL_RULES } from '../../src/incremental/rules.ts';
import { createOverlap } from '../../src/overlap.ts';
import { readTape } from '../engine/wild/choices.ts';
import { type Weather, wildAnswer } from '../engine/wild/data.ts';
import { wildGraph, wildSchema } from '../engine/wild/graph.ts';
import { wildOperation } from '../engine/wild/operation.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';
import { plain as asJson, payloadsOf } from './in-parts.ts';
import { type Merged, merge } from './merge.ts';
import { sprinkle } from './sprinkle.ts';

const GRAPHS = 80;
const OPERATIONS_PER_GRAPH = 10;

describe('an answer in parts', () => {
  test('merged, is the answer of the same operation without @defer and @stream, in both formats', async () => {
    const replay = {}; // the `{ seed, path }` of a failure shows it again
    const count = { operations: 0, parted: 0, parts: 0, failed: 0, failedParts: 0 };
    await fc.assert(
      fc.asyncProperty(
        tape(200),
        fc.array(fc.tuple(tape(300), tape(200)), {
          minLength: OPERATIONS_PER_GRAPH,
          maxLength: OPERATIONS_PER_GRAPH,
        }),
        weather,
        fc.constantFrom('PROPAGATE' as const, 'NULL' as const),
        async (graphTape, tapes, weatherOfDay, onError) => {
          const graph = wildGraph(readTape(graphTape));
          const typeDefs = wildSchema(graph);
          // Rows that nobody asked for may stand for others, and parts gather other keys in a batch than the whole does.
          const today = typeDefs.includes('/batch/') ? { ...weatherOfDay, mess: 0 } : weatherOfDay;
          const upstreams = memoryUpstreams((request) => wildAnswer(graph, today, request));
          const settings = { onError, limits: { cost: 1_000_000 } };
          await using overlap = createOverlap({ typeDefs, settings, openUpstream: upstreams.openUpstream });
          for (const [operationTape, sprinkleTape] of tapes) {
            const { query, variables } = wildOperation(graph, readTape(operationTape));
            const sprinkled = sprinkle(query, overlap.schema, readTape(sprinkleTape));
            const document = parse(sprinkled);
            const faults = validate(overlap.schema, document, INCREMENTAL_RULES);
            if (faults.length > 0) throw new Error(`${sprinkled}\n${faults.join('\n')}`);
            const operation = { document, variables, headers: new Map(), signal: NEVER };
            const plain = asJson(await overlap.execute(operation)) as ExecutionResult;
            for (const cut of ['once', 'whole'] satisfies Cut[]) {
              const result = await overlap.executeInParts?.(operation, cut);
              if (result === undefined) throw new Error('no parts');
              const payloads = await payloadsOf(result, cut);
              const page = (): string =>
                `${typeDefs}\n${sprinkled}\n${JSON.stringify([variables, today, onError, cut])}\nplain: ${JSON.stringify(plain)}\n${payloads.map((payload) => JSON.stringify(payload)).join('\n')}`;
              const merged = attempt(() => merge(payloads), page);
              attempt(() => agree(plain, merged, cut), page);
              count.operations += 1;
              if (payloads.length > 1) count.parted += 1;
              count.parts += payloads.length;
              if (plain.errors !== undefined) count.failed += 1;
              if (merged.failed.length > 0) count.failedParts += 1;
            }
          }
        },
      ),
      { numRuns: GRAPHS, endOnFailure: true, reporter: report, ...replay },
    );
    expect(count.operations).toBe(GRAPHS * OPERATIONS_PER_GRAPH * 2);
    // What is compared is worth comparing: most of it comes in parts, much of it fails, in parts too.
    expect(count.parted).toBeGreaterThan(0.3 * count.operations);
    expect(count.failed).toBeGreaterThan(0.15 * count.operations);
    expect(count.failedParts).toBeGreaterThan(0);
  }, 600_000);
});

const NEVER = new AbortController().signal;

const weather: fc.Arbitrary<Weather> = fc.record({
  seed: fc.nat(),
  mess: fc.constantFrom(0, 4, 12),
  failures: fc.constantFrom(0, 10),
});

function tape(maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(99_999), { maxLength, size: 'max' });
}

function attempt<Value>(work: () => Value, page: () => string): Value {
  try {
    return work();
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.stack : String(error)}\n${page()}`);
  }
}

/**
 * Equal data whatever the order of members, and the same errors. A null that would have climbed further stops at its part,
 * so above a part that failed the plain answer may have a null where the merged one has what else is there; and so may
 * a fragment that comes whole, of an object that others tell of too.
 */
function agree(plain: ExecutionResult, merged: Merged, cut: Cut): void {
  let isWider = false;
  compare(plain.data ?? null, merged.data ?? null, []);
  if (merged.failed.length > 0 || isWider) return;
  const [left = [], right = []] = [plain.errors ?? [], merged.errors].map((errors) =>
    [
      ...new Set(errors.map(({ path, message, extensions }) => JSON.stringify([path, message, extensions?.code]))),
    ].sort(),
  );
  // A null that has climbed removes calls, whose errors one of the two may know.
  if (hasGone(plain) || hasGone({ data: merged.data, errors: merged.errors } as ExecutionResult)) return;
  // Past the hundredth of one cause they are only counted, and a fragment that comes whole counts again.
  if ([...left, ...right].some((error) => error.includes('more like this one'))) return;
  expect(right).toEqual(left);

  function compare(one: unknown, other: unknown, path: readonly (string | number)[]): void {
    if (one === null && other !== null && merged.failed.some((at) => path.every((key, index) => at[index] === key)))
      return;
    if (one === null && other !== null && (hasFailureBelow(path) || isInFailed(path))) {
      isWider = true;
      return;
    }
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
      if (other === undefined && isInFailed(path)) return;
      if (one !== other) throw new Error(`at ${path.join('.')}: ${JSON.stringify(one)} ≠ ${JSON.stringify(other)}`);
      return;
    }
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    for (const key of keys) {
      const step = Array.isArray(one) ? Number(key) : key;
      compare(own(one, key), own(other, key), [...path, step]);
    }
  }

  /** What a failed part would have brought is missing. */
  function isInFailed(path: readonly (string | number)[]): boolean {
    return merged.failed.some((at) => at.every((key, index) => path[index] === key));
  }

  function hasFailureBelow(path: readonly (string | number)[]): boolean {
    return (
      (merged.failed.length > 0 || cut === 'whole') &&
      merged.errors.some(({ path: at = [] }) => path.every((key, index) => at[index] === key))
    );
  }
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

/** Whether an error stands below a null. */
function hasGone({ data, errors = [] }: ExecutionResult): boolean {
  return errors.some(({ path = [] }) => {
    let here: unknown = data;
    for (const key of path.slice(0, -1)) {
      if (here === null || here === undefined) return true;
      here = (here as Record<string | number, unknown>)[key];
    }
    return here === null || here === undefined;
  });
}

/** The seed and the failure; not the tapes, which are long and say little. */
function report<Case>(details: fc.RunDetails<Case>): void {
  if (!details.failed) return;
  const { seed, counterexamplePath: path, errorInstance } = details;
  throw new Error(
    `{ seed: ${seed}, path: '${path}' } ${errorInstance instanceof Error ? errorInstance.stack : errorInstance}`,
  );
}
