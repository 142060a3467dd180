import fc from 'fast-check';
import { getOperationAST, getVariableValues, Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createPlanCache } from '../../src/engine/plan-cache.ts';
import { requireGraph } from '../../src/load-graph.ts';
import { createOverlap } from '../../src/overlap.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';
import { readTape } from './wild/choices.ts';
import { comparable, comparableCalls, hasClimbed } from './wild/compare.ts';
import { type Weather, wildAnswer } from './wild/data.ts';
import { wildGraph, wildSchema } from './wild/graph.ts';
import { type WildOperation, wildOperation } from './wild/operation.ts';

const GRAPHS = 250;
const OPERATIONS_PER_GRAPH = 20;

describe('the compiled engine', () => {
  test('answers and calls exactly like the reference, whatever the schema, the operation, the data and the failures', async () => {
    const replay = {}; // the `{ seed, path }` of a failure shows it again
    const count = { operations: 0, compiled: 0, valid: 0, failed: 0, climbed: 0 };
    await fc.assert(
      fc.asyncProperty(
        tape(200),
        fc.array(tape(300), { minLength: OPERATIONS_PER_GRAPH, maxLength: OPERATIONS_PER_GRAPH }),
        weather,
        fc.constantFrom('PROPAGATE', 'NULL'),
        async (graphTape, operationTapes, today, onError) => {
          const graph = wildGraph(readTape(graphTape));
          const typeDefs = wildSchema(graph);
          const upstreams = memoryUpstreams((request) => wildAnswer(graph, today, request));
          const settings = { onError, limits: { cost: 1_000_000 } };
          const options = { typeDefs, settings, openUpstream: upstreams.openUpstream };
          await using compiled = createOverlap({ ...options, engine: 'compiled' });
          await using resolvers = createOverlap({ ...options, engine: 'resolvers' });
          const isCompiled = compilerOf(typeDefs);
          for (const one of operationTapes) {
            const operation = wildOperation(graph, readTape(one));
            const expected = await resolvers.query(operation);
            await settled();
            const expectedCalls = upstreams.takeCalls();
            const actual = await compiled.query(operation);
            await settled();
            const actualCalls = upstreams.takeCalls();
            const mayDiffer = hasClimbed(expected) || hasClimbed(actual);
            const [left, right] = [[expected, expectedCalls] as const, [actual, actualCalls] as const].map(
              ([result, calls]) =>
                JSON.stringify({ ...comparable(result), calls: mayDiffer ? 'any' : comparableCalls(calls) }, null, 1),
            );
            if (left !== right) {
              const page = `${typeDefs}\n${operation.query}\n${JSON.stringify([operation.variables, today, onError])}`;
              throw new Error(`${page}\nresolvers: ${left}\ncompiled: ${right}`);
            }
            count.operations += 1;
            if (expected.data !== undefined) count.valid += 1;
            if (expected.errors !== undefined) count.failed += 1;
            if (mayDiffer) count.climbed += 1;
            if (expected.data !== undefined && isCompiled(operation)) count.compiled += 1;
          }
        },
      ),
      { numRuns: GRAPHS, reporter: report, ...replay },
    );
    // What is compared is worth comparing: most of it runs compiled, much of it fails, some of it climbs.
    expect(count.operations).toBe(GRAPHS * OPERATIONS_PER_GRAPH);
    expect(count.valid).toBeGreaterThan(0.95 * count.operations);
    expect(count.compiled).toBeGreaterThan(0.75 * count.operations);
    expect(count.failed).toBeGreaterThan(0.15 * count.operations);
    expect(count.climbed).toBeGreaterThan(0.02 * count.operations);
  }, 900_000); // a quarter of a minute, but for a slow machine
});

const weather: fc.Arbitrary<Weather> = fc.record({
  seed: fc.nat(),
  mess: fc.constantFrom(0, 4, 12),
  failures: fc.constantFrom(0, 10),
});

function tape(maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(99_999), { maxLength, size: 'max' });
}

/** Whether the engine has a plan of its own for an operation, or leaves it to the reference. */
function compilerOf(typeDefs: string): (operation: WildOperation) => boolean {
  const { model } = requireGraph([{ service: 'graph', source: { name: 'wild', text: typeDefs } }], {});
  const schema = model.graph.apiSchema;
  const planOf = createPlanCache(model);
  return ({ query, variables }) => {
    const document = parse(query);
    const operation = getOperationAST(document);
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    const { coerced } = getVariableValues(schema, operation?.variableDefinitions ?? [], { ...variables });
    const named = Object.fromEntries(fragments.map((node) => [node.name.value, node]));
    return operation != null && planOf(operation, { schema, fragments: named, flags: coerced ?? {} }) !== undefined;
  };
}

/** What a null has removed runs on for a while, and nobody waits for it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

/** The seed and the failure; not the tapes, which are long and say little. */
function report<Case>(details: fc.RunDetails<Case>): void {
  if (!details.failed) return;
  const { seed, counterexamplePath: path, errorInstance } = details;
  throw new Error(
    `{ seed: ${seed}, path: '${path}' } ${errorInstance instanceof Error ? errorInstance.stack : errorInstance}`,
  );
}
