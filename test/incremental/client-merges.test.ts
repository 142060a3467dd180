import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { makeResult, mergeResultPatch } from '@urql/core';
import fc from 'fast-check';
import { type DocumentNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Cut } from '../../src/incremental/part.ts';
import type { Payload } from '../../src/incremental/writer.ts';
import { createOverlap } from '../../src/overlap.ts';
import { readTape } from '../engine/wild/choices.ts';
import { wildAnswer } from '../engine/wild/data.ts';
import { wildGraph, wildSchema } from '../engine/wild/graph.ts';
import { wildOperation } from '../engine/wild/operation.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';
import { payloadsOf } from './in-parts.ts';
import { merge } from './merge.ts';
import { sprinkle } from './sprinkle.ts';

type MergeAll = (query: DocumentNode, payloads: readonly Payload[]) => unknown;

interface Handler {
  startRequest(request: { readonly query: DocumentNode }): {
    handle(cached: undefined, chunk: Payload): { readonly data?: unknown };
  };
}

/** By the code of Apollo Client. */
const byHandler =
  (handler: unknown): MergeAll =>
  (query, payloads) => {
    const request = (handler as Handler).startRequest({ query });
    return payloads.map((payload) => request.handle(undefined, payload)).at(-1)?.data;
  };

/** By the code of urql. */
const byUrql: MergeAll = (_query, [first, ...rest]) => {
  const pending: unknown[] = [];
  let result = makeResult({} as never, first as never);
  for (const payload of [first, ...rest].entries()) {
    pending.push(...((payload[1]?.pending as unknown[] | undefined) ?? []));
    if (payload[0] > 0) result = mergeResultPatch(result, payload[1] as never, undefined, pending as never);
  }
  return result.data;
};

/** Who merges which format; streams only where they merge them at all. */
const CLIENTS: readonly (readonly [string, Cut, boolean, MergeAll])[] = [
  ['Apollo Client’s Defer20220824Handler', 'whole', true, byHandler(new Defer20220824Handler())],
  ['Apollo Client’s GraphQL17Alpha9Handler', 'once', false, byHandler(new GraphQL17Alpha9Handler())],
  ['urql, deferSpec=20220824', 'whole', true, byUrql],
  ['urql, incrementalSpec=v0.2', 'once', false, byUrql], // puts streamed items beside their list
];

describe.each(CLIENTS)('%s', (_name, cut, mergesStreams, mergeAll) => {
  test('merges parts to what they are, whatever the operation', async () => {
    let parted = 0;
    await fc.assert(
      fc.asyncProperty(
        tape(200),
        tape(300),
        tape(200),
        fc.nat(),
        async (graphTape, operationTape, sprinkleTape, seed) => {
          const graph = wildGraph(readTape(graphTape));
          const upstreams = memoryUpstreams((request) => wildAnswer(graph, { seed, mess: 0, failures: 0 }, request));
          await using overlap = createOverlap({
            typeDefs: wildSchema(graph),
            settings: { onError: 'NULL', limits: { cost: 1_000_000 } },
            openUpstream: upstreams.openUpstream,
          });
          const { query, variables } = wildOperation(graph, readTape(operationTape));
          const sprinkled = sprinkle(query, overlap.schema, readTape(sprinkleTape), mergesStreams);
          const document = parse(sprinkled);
          const operation = { document, variables, headers: new Map(), signal: NEVER };
          const payloads = await payloadsOf(await overlap.executeInParts(operation, cut), cut);
          // What every JavaScript object has under these names, clients take for the object's own.
          if (payloads.length < 2 || /\b(?:constructor|__proto__)\b/.test(sprinkled)) return;
          parted += 1;
          const page = `${sprinkled}\n${payloads.map((payload) => JSON.stringify(payload)).join('\n')}`;
          expect(mergeAll(document, structuredClone(payloads)), page).toEqual(merge(payloads).data);
        },
      ),
      { numRuns: 150, endOnFailure: true },
    );
    expect(parted).toBeGreaterThan(15);
  }, 300_000);
});

const NEVER = new AbortController().signal;

function tape(maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(99_999), { maxLength, size: 'max' });
}
