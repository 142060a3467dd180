import type { OverlapOptions } from '../../src/overlap.ts';
import type { UpstreamOutcome, UpstreamRequest } from '../../src/upstream/upstream.ts';
import type { UpstreamFailure } from '../../src/upstream/upstream-error.ts';

/** What an upstream in memory answers: a body (JSON unless it is a string), a status, or why there is no answer. */
export type MemoryAnswer =
  | {
      readonly status?: number;
      readonly body?: unknown;
      /** How many turns of the microtask queue it takes. */
      readonly turns?: number;
    }
  | { readonly failure: UpstreamFailure };

/** Upstreams without sockets; every source of a gateway that is given `openUpstream` is one. */
export interface MemoryUpstreams {
  readonly openUpstream: NonNullable<OverlapOptions['openUpstream']>;
  /** Every call so far as `VERB url body`, in the order of their arrival. */
  readonly calls: readonly string[];
  /** Forgets the calls so far and returns them. */
  takeCalls(): readonly string[];
}

/** Upstreams that all answer by one function. */
export function memoryUpstreams(
  answer: (request: UpstreamRequest) => MemoryAnswer | Promise<MemoryAnswer>,
): MemoryUpstreams {
  let calls: string[] = [];
  return {
    openUpstream: ({ name }) => ({
      name,
      async send(request, { observe, tally }) {
        calls.push(`${request.method} ${request.url}${request.body === undefined ? '' : ` ${request.body}`}`);
        if (tally !== undefined) tally.attempts += 1;
        observe?.({ kind: 'attempt', number: 1, atMs: 0 });
        return outcomeOf(await answer(request));
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
    get calls() {
      return calls;
    },
    takeCalls() {
      const taken = calls;
      calls = [];
      return taken;
    },
  };
}

async function outcomeOf(answer: MemoryAnswer): Promise<UpstreamOutcome> {
  if ('failure' in answer) return { ok: false, failure: answer.failure };
  const { status = 200, body = null, turns = 0 } = answer;
  for (let turn = 0; turn < turns; turn += 1) await undefined;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = new Map([['content-type', ['application/json']]]);
  return { ok: true, value: { status, headers, body: ENCODER.encode(text) } };
}

const ENCODER = new TextEncoder();
