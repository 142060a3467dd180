import type { AwaitedSend } from './awaiting.ts';
import { Call } from './call.ts';
import type { UpstreamOutcome, UpstreamRequest } from './upstream.ts';

/**
 * Sends another request in place of the call's own. Whoever stops the call stops it, its attempts count as the call's, and
 * it is seen by whoever sees the call.
 */
export async function sendInstead(call: Call, request: UpstreamRequest, send: AwaitedSend): Promise<UpstreamOutcome> {
  const other = new Call(request, call.deadline, call.observe, call.tally);
  other.revalidate = call.revalidate;
  call.waitOn({ stop: (failure) => other.stop(failure) });
  try {
    return await send(other);
  } finally {
    call.endWait();
  }
}
