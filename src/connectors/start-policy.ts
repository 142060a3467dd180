import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** Errors that cost other servers' rules something, but not ours: every reachable field still has a way to its data. */
const HARMLESS: ReadonlySet<string> = new Set([
  'CIRCULAR_REFERENCE',
  'MISSING_ENTITY_CONNECTOR',
  'CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE',
]);

/**
 * Whether a server must not start with this finding. Not: warnings and advice; findings about static types of
 * expressions, which are judged again for each request; and what only other servers cannot do.
 */
export function stopsStart({ severity, code, lenient }: Diagnostic): boolean {
  return severity === 'error' && lenient !== true && !HARMLESS.has(code);
}
