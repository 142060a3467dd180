import { Call, type Send } from './call.ts';
import type { CallEvent, UpstreamOutcome, UpstreamRequest } from './upstream.ts';

/**
 * Sends another request in place of the call's own. Whoever stops the call stops it, its attempts count as the call's, and
 * it is seen by `observe`.
 */
export async function sendInstead(
  call: Call,
  request: UpstreamRequest,
  send: Send,
  observe: (event: CallEvent) => void = call.observe,
): Promise<UpstreamOutcome> {
  const other = new Call(request, call.deadline, observe);
  other.attempts = call.attempts;
  other.revalidate = call.revalidate;
  call.waitOn({ stop: (failure) => other.stop(failure) });
  try {
    return await send(other);
  } finally {
    call.endWait();
    call.attempts = other.attempts;
  }
}
