import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID_HEADER = 'x-request-id';

/** The client's id of a request where it is fit for logs, else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  if (given === undefined) return nextId();
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : nextId();
}

/** Of this process; what differs between two of its ids is a count, which costs a hundredth of new randomness. */
const PREFIX = randomUUID().slice(0, -12);
const COUNT_DIGITS = 12;

let count = 0;

function nextId(): string {
  count += 1;
  return PREFIX + count.toString(16).padStart(COUNT_DIGITS, '0');
}
