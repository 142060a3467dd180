import type { OperationRecord } from '../record.ts';
import { findBatchSplit } from './batch-split.ts';
import type { CauseKind, FindCauses, FoundCause } from './cause.ts';
import { findConnect } from './connect.ts';
import { findConnections } from './connections.ts';
import { findEventLoop } from './event-loop.ts';
import { findKey } from './key.ts';
import { findNewConnections } from './new-connections.ts';
import { findProcessor } from './processor.ts';
import { findQueue } from './queue.ts';
import { findRateLimit } from './rate-limit.ts';
import { findRetry } from './retry.ts';
import { findSequentialAwaits } from './sequential-awaits.ts';
import { findSlowUpstream } from './slow-upstream.ts';

/** Every cause, and who looks for it. */
export const CAUSES: Readonly<Record<CauseKind, FindCauses>> = {
  key: findKey,
  connections: findConnections,
  queue: findQueue,
  'rate limit': findRateLimit,
  connect: findConnect,
  'new connections': findNewConnections,
  'event loop': findEventLoop,
  processor: findProcessor,
  'sequential awaits': findSequentialAwaits,
  'batch split': findBatchSplit,
  retry: findRetry,
  'slow upstream': findSlowUpstream,
};

/** More would hide the ones that matter. */
const MAX_CAUSES = 100;

/** Why an operation took longer than its parts had to, the largest first. Pure. */
export function findCauses(record: OperationRecord): readonly FoundCause[] {
  return Object.values(CAUSES)
    .flatMap((find) => find(record))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, MAX_CAUSES);
}
