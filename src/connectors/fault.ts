import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { MENDS } from './mends.ts';

/** An error of the schema language at one or more places; without a hint, its code says how to mend it. */
export function fault(code: string, message: string, places: Place | readonly Place[], hint?: string): Diagnostic {
  return finding('error', code, message, places, hint ?? MENDS[code]);
}

/** Something of our own to consider; never stops anything. */
export function advice(code: string, message: string, places: Place | readonly Place[], hint?: string): Diagnostic {
  return finding('advice', code, message, places, hint);
}

function finding(
  severity: Diagnostic['severity'],
  code: string,
  message: string,
  places: Place | readonly Place[],
  hint: string | undefined,
): Diagnostic {
  const list: readonly Place[] = 'span' in places ? [places] : places;
  return { code, severity, message, places: list, ...(hint === undefined ? {} : { hint }) };
}
