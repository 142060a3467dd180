const PART = /(\d+)\s*([A-Za-zµ]+)\s*/y;

const MILLISECONDS: Readonly<Record<string, number>> = {
  ...units(1e-6, 'ns', 'nsec', 'nanos'),
  ...units(1e-3, 'us', 'µs', 'usec', 'micros'),
  ...units(1, 'ms', 'msec', 'millis'),
  ...units(1_000, 's', 'sec', 'secs', 'second', 'seconds'),
  ...units(60_000, 'm', 'min', 'mins', 'minute', 'minutes'),
  ...units(3_600_000, 'h', 'hr', 'hrs', 'hour', 'hours'),
  ...units(86_400_000, 'd', 'day', 'days'),
};

/** `30s`, `100ms`, `1m 30s`, `2hours` in milliseconds; `undefined` for anything else. Pure. */
export function parseRouterDuration(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  const trimmed = text.trim();
  let total = 0;
  for (PART.lastIndex = 0; PART.lastIndex < trimmed.length; ) {
    const [, digits, unit = ''] = PART.exec(trimmed) ?? [];
    const factor = Object.hasOwn(MILLISECONDS, unit) ? MILLISECONDS[unit] : undefined;
    if (digits === undefined || factor === undefined) return undefined;
    total += Number(digits) * factor;
  }
  return total;
}

function units(factor: number, ...names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, factor]));
}
