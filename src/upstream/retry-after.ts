/**
 * How long the server asks us to wait, in milliseconds from `nowEpochMs`; never negative.
 * `undefined` when the header is absent or malformed: the caller then uses its own backoff.
 * Accepts delay-seconds and all three HTTP-date forms. RFC 9110 §10.2.3 and §5.6.7. Pure.
 */
export function parseRetryAfter(value: string | undefined, nowEpochMs: number): number | undefined {
  const text = value?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!HTTP_DATE.test(text)) return undefined;
  // asctime has no zone; all HTTP dates are in GMT.
  const at = Date.parse(/GMT$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowEpochMs);
}

/** IMF-fixdate, RFC 850 and asctime, by their first letters: a day's name, then a comma or a month. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)([a-z]*, | [A-Z][a-z]{2} )/;
