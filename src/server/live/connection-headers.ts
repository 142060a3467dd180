import type { ClientHeaders } from '../../execution/client-headers.ts';
import { encodeHeader } from '../../execution/header-text.ts';
import { failed, type Outcome, success } from '../../json/outcome.ts';

/**
 * The client's headers with those of the first message (`connectionParams.headers`), which browsers cannot send otherwise.
 * Only those that the settings name: what a proxy in front of us checks, or sets, in headers of the HTTP request must not be
 * said past it. Fails with a reason that fits into a close frame. Pure.
 */
export function withConnectionHeaders(
  headers: ClientHeaders,
  params: unknown,
  allowed: readonly string[],
): Outcome<ClientHeaders, string> {
  const given = ownObject(params, 'headers');
  if (given === undefined) return success(headers);
  const all = new Map(headers);
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase();
    if (!allowed.includes(name)) return failed(`Not taken from here: ${written.slice(0, 60)} (live.connectionHeaders)`);
    if (typeof value !== 'string' || CONTROLS.test(value))
      return failed('A value in connectionParams.headers is no text');
    all.set(name, [encodeHeader(value)]);
  }
  return success(all);
}

/** What no header may hold (RFC 9110 §5.5); a tab may stand in one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f]/;

function ownObject(value: unknown, name: string): object | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const member: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
  return typeof member === 'object' && member !== null ? member : undefined;
}
