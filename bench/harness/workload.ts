import type { BenchRequest } from './request.ts';
import type { ServerKind } from './servers.ts';

/** One question, asked of several servers under load. */
export interface Workload {
  readonly name: string;
  readonly about: string;
  readonly graphql: BenchRequest;
  /** The same question to a server without GraphQL. */
  readonly page: BenchRequest;
  readonly connections: number;
  readonly servers: readonly ServerKind[];
  /** Whether this is the right answer; it is never only a part of it. */
  readonly isRight: (data: unknown) => boolean;
  /** Upstreams fail on purpose. */
  readonly mayHoldErrors?: boolean;
  /**
   * Runs last so many times as long: where few requests fit into a second, those that are cut off at its end weigh too
   * much.
   */
  readonly longer?: number;
  readonly bars: readonly Bar[];
}

/** What must hold for the first server, Overlap: beside another one, before several, or by itself. */
export type Bar =
  | {
      readonly of: 'requests/s' | 'CPU per request';
      readonly beside: ServerKind;
      /** At least so many times for requests/s, at most for the other. */
      readonly times: number;
    }
  | { readonly of: 'requests/s' | 'CPU per request'; readonly aheadOf: readonly ServerKind[] }
  | { readonly of: 'median latency'; readonly atMostMs: number };
