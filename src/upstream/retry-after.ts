/**
 * How long the server asks us to wait, in milliseconds from `nowEpochMs`; never negative.
 * `undefined` when the header is absent or malformed: the caller then uses its own backoff.
 * Accepts delay-seconds and all three HTTP-date forms. RFC 9110 §10.2.3 and §5.6.7. Pure.
 */
export function parseRetryAfter(value: string | undefined, nowEpochMs: number): number | undefined {
  const text = value?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  const date = parseHttpDate(text, nowEpochMs);
  return date === undefined ? undefined : Math.max(0, date - nowEpochMs);
}

/**
 * An HTTP-date in milliseconds since the epoch: `Sun, 06 Nov 1994 08:49:37 GMT`, and the obsolete
 * `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. Days of the week are not checked.
 */
export function parseHttpDate(text: string, nowEpochMs: number): number | undefined {
  const parts = (IMF_FIXDATE.exec(text) ?? RFC_850.exec(text) ?? ASCTIME.exec(text))?.groups;
  if (parts === undefined) return undefined;
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = parts;
  const fullYear = year.length === 2 ? yearOfTwoDigits(Number(year), nowEpochMs) : Number(year);
  const date = [fullYear, MONTHS.indexOf(month), Number(day)] as const;
  const time = [Number(hour), Number(minute), Number(second)] as const;
  if (time[0] > 23 || time[1] > 59 || time[2] > 60) return undefined; // 60: a leap second
  const epochMs = Date.UTC(...date, ...time);
  return new Date(Date.UTC(...date)).getUTCDate() === date[2] ? epochMs : undefined;
}

const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';

const IMF_FIXDATE = new RegExp(`^${DAY}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`);
const RFC_850 = new RegExp(`^${LONG_DAY}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^${DAY} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`);

/** More than 50 years ahead means the century before (RFC 9110 §5.6.7). */
function yearOfTwoDigits(year: number, nowEpochMs: number): number {
  const now = new Date(nowEpochMs).getUTCFullYear();
  const candidate = now - (now % 100) + year;
  return candidate > now + 50 ? candidate - 100 : candidate;
}
