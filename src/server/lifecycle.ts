/** Where a server is in its life; it only ever moves to a later phase. */
export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'serving' }
  | { readonly kind: 'draining' }
  | { readonly kind: 'closed' };

export interface Lifecycle {
  phase(): Phase;
  /** Requests being answered. */
  inFlight(): number;
  /** Counts a request until the returned function is called. */
  enter(): () => void;
  /** starting → serving; too late for a server that drains already. */
  serve(): void;
  /** starting or serving → draining; false when it did so before. */
  drain(): boolean;
  /** → closed. */
  close(): void;
}

export function createLifecycle(): Lifecycle {
  let phase: Phase = { kind: 'starting' };
  let inFlight = 0;
  return {
    phase: () => phase,
    inFlight: () => inFlight,
    enter() {
      inFlight += 1;
      let left = false;
      return () => {
        if (!left) inFlight -= 1;
        left = true;
      };
    },
    serve() {
      if (phase.kind === 'starting') phase = { kind: 'serving' };
    },
    drain() {
      if (phase.kind === 'draining' || phase.kind === 'closed') return false;
      phase = { kind: 'draining' };
      return true;
    },
    close() {
      phase = { kind: 'closed' };
    },
  };
}
