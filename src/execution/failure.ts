import type { Connector } from '../connectors/connector.ts';
import type { JsonObject } from '../json/json.ts';
import type { UpstreamFailure } from '../upstream/upstream-error.ts';

/** Why a call gave no data: what the upstream's client says, what its answer says, or why it was never sent. */
export type Cause =
  | UpstreamFailure
  /** Not a success. `message` and `extensions` are what the schema's `errors` mappings made of the answer. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterMs?: number;
      readonly message?: string;
      readonly extensions?: JsonObject;
      /** What the source exposes of the answer's problem details (RFC 9457). */
      readonly problem?: JsonObject;
    }
  /** An answer that nobody can read. */
  | { readonly kind: 'bad response'; readonly status?: number; readonly message: string }
  /** The request could not be built. */
  | { readonly kind: 'not built'; readonly message: string }
  /** More calls than the operation may make. */
  | { readonly kind: 'request limit'; readonly limit: number }
  /** Nobody provides the field. */
  | { readonly kind: 'unprovided'; readonly field: string };

/** One failed call. The same object for every position that it failed. */
export interface Failure {
  readonly cause: Cause;
  /** What was called; absent for a call made by a TypeScript resolver. */
  readonly connector?: Connector;
  /** The source's name as people wrote it; absent for a connector without one. */
  readonly source?: string;
  /** `Type.field` of a TypeScript resolver that took too long. */
  readonly field?: string;
  readonly attempts: number;
  readonly elapsedMs: number;
}
