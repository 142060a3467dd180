import fc from 'fast-check';
import { Kind, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { planOf } from '../../src/cli/plan-of.ts';
import { requireGraph } from '../../src/load-graph.ts';
import { createOverlap } from '../../src/overlap.ts';
import { readTape } from '../engine/wild/choices.ts';
import { wildAnswer } from '../engine/wild/data.ts';
import { wildGraph, wildSchema } from '../engine/wild/graph.ts';
import { type WildOperation, wildOperation } from '../engine/wild/operation.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';

const GRAPHS = 60;
const OPERATIONS_PER_GRAPH = 8;

/** More than any list of such a graph has. */
const ROWS = 50;

test('every call that is made was planned, and no more often than it was', async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(
      tape(200),
      fc.array(tape(300), { minLength: OPERATIONS_PER_GRAPH, maxLength: OPERATIONS_PER_GRAPH }),
      async (graphTape, operationTapes) => {
        const graph = wildGraph(readTape(graphTape));
        const typeDefs = wildSchema(graph);
        const upstreams = memoryUpstreams((request) => wildAnswer(graph, FAIR, request));
        // Of one operation each: what a null has removed may run on beside the next one.
        let calls = new Map<string, number>();
        await using overlap = createOverlap({
          typeDefs,
          settings: { limits: { cost: 1_000_000 } },
          openUpstream: upstreams.openUpstream,
          observers: [
            {
              operation() {
                const own = new Map<string, number>();
                calls = own;
                return { detail: 'calls', call: ({ step }) => count(own, step?.connector.coordinate ?? '') };
              },
            },
          ],
        });
        const plan = plannerOf(typeDefs);
        for (const one of operationTapes) {
          const operation = wildOperation(graph, readTape(one));
          const planned = plan(operation);
          if (planned === undefined) continue;
          calls = new Map();
          await overlap.query(operation);
          for (const [coordinate, times] of calls) {
            const mostly = planned.get(coordinate) ?? 0;
            if (times > mostly)
              throw new Error(
                `${typeDefs}\n${operation.query}\n${coordinate} was called ${times} times, planned were ${mostly}.`,
              );
            made += times;
          }
        }
      },
    ),
    { numRuns: GRAPHS, endOnFailure: true },
  );
  expect(made).toBeGreaterThan(GRAPHS);
}, 600_000);

const FAIR = { seed: 1, mess: 0, failures: 0 };

function count(calls: Map<string, number>, coordinate: string): undefined {
  calls.set(coordinate, (calls.get(coordinate) ?? 0) + 1);
}

function tape(maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(99_999), { maxLength, size: 'max' });
}

/** How often each connector is called at most; undefined for what is no valid operation. */
function plannerOf(typeDefs: string): (operation: WildOperation) => ReadonlyMap<string, number> | undefined {
  const { model } = requireGraph([{ service: 'graph', source: { name: 'graph', text: typeDefs } }], {});
  return ({ query, variables }) => {
    const { definitions } = parse(query);
    const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined || validate(model.graph.apiSchema, parse(query)).length > 0) return undefined;
    const { calls } = planOf(model, { definitions, operation }, { variables, rows: ROWS });
    const planned = new Map<string, number>();
    for (const { connector, maxCalls } of calls) planned.set(connector, (planned.get(connector) ?? 0) + maxCalls);
    return planned;
  };
}
