import type { FastifyInstance } from 'fastify';
import type { Logger } from '../gateway.ts';
import type { OverloadSettings } from '../settings/settings.ts';
import type { Clock } from '../time/clock.ts';
import { watchLoopDelay } from '../time/loop-delay.ts';
import { createAdmission } from './admission.ts';
import { errorAnswer } from './error-answer.ts';
import { sendAnswer } from './send-answer.ts';

/** Long enough for a queue to drain, short enough that nobody notices much. */
const RETRY_AFTER_SECONDS = 1;

/** Turns requests of these routes away while the process is full, before their body is read; other routes still answer. */
export function guardCapacity(app: FastifyInstance, overload: OverloadSettings, logger: Logger, clock: Clock): void {
  if (!overload.enabled) return;
  const loopDelay = watchLoopDelay(clock);
  const admission = createAdmission(overload, loopDelay, logger);
  app.addHook('onClose', async () => loopDelay[Symbol.dispose]());
  app.addHook('onRequest', async (request, reply) => {
    const leave = admission.enter();
    if (leave !== undefined) {
      reply.raw.once('close', leave);
      return;
    }
    reply.header('retry-after', RETRY_AFTER_SECONDS);
    return sendAnswer(reply, errorAnswer(503, 'The server has no room for another operation now.', request.headers));
  });
}
