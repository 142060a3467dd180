/** Why an upstream gave no usable answer. A status is not a failure here: the schema decides what a success is. */
export type UpstreamFailure =
  /** Could not connect, DNS, TLS, reset, truncated; `code` is Node's or undici's. */
  | { readonly kind: 'connection'; readonly code: string }
  /** One attempt took longer than it may. */
  | { readonly kind: 'timeout'; readonly afterMs: number }
  /** The operation's deadline came first. */
  | { readonly kind: 'deadline' }
  /** The client left; nobody will read the answer. */
  | { readonly kind: 'aborted' }
  /** Larger than `maxResponseBytes`, on the wire or after decompression. */
  | { readonly kind: 'too large'; readonly limitBytes: number }
  /** An answer that cannot be decoded: broken compression, unknown content encoding. */
  | { readonly kind: 'undecodable'; readonly reason: string }
  /** Not sent. */
  | {
      readonly kind: 'refused';
      readonly by: 'breaker' | 'bulkhead' | 'queue timeout' | 'rate limit';
      readonly retryAfterMs?: number;
    };
