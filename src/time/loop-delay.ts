import type { Clock } from './clock.ts';

/** How late the event loop is; it stops looking when disposed. */
export interface LoopDelay extends Disposable {
  /** The least lateness of the last few looks, in milliseconds: one long pause does not show, a loop that stays late does. */
  standingMs(): number;
}

/** Often enough to notice within a second or two, seldom enough to cost nothing. */
const LOOK_EVERY_MS = 100;

/** So many looks in a row count; a collection of garbage or one large body spoils only one. */
const LOOKS = 3;

/** Looks at the event loop again and again: a timer that fires late by so much has waited so long for its turn. */
export function watchLoopDelay(clock: Pick<Clock, 'now' | 'after'>): LoopDelay {
  const latest: number[] = [];
  let timer: Disposable;
  const look = (): void => {
    const dueMs = clock.now() + LOOK_EVERY_MS;
    timer = clock.after(LOOK_EVERY_MS, () => {
      latest.push(Math.max(0, clock.now() - dueMs));
      if (latest.length > LOOKS) latest.shift();
      look();
    });
  };
  look();
  return {
    standingMs: () => (latest.length < LOOKS ? 0 : Math.min(...latest)),
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  };
}
