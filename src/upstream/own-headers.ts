/**
 * Headers that Overlap itself adds for tracing and deadlines. They differ from call to call and change no answer:
 * calls that differ in these alone are equal.
 */
export const OWN_HEADERS: ReadonlySet<string> = new Set(['traceparent', 'tracestate', 'overlap-deadline-ms']);
