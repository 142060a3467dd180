import type { Service } from './demo-upstream.ts';

const WINDOW_MS = 1_000;
/** What one euro buys. */
const PER_EURO: Readonly<Record<string, number>> = { EUR: 1, USD: 1.1, GBP: 0.85, SEK: 11.2, JPY: 162 };

/** Exchange rates for a patient few: beyond so many requests a second it answers `429` with `Retry-After`. */
export function createRates({ perSecond = 20, now = () => performance.now() } = {}): Service {
  let windowStart = Number.NEGATIVE_INFINITY;
  let used = 0;

  function mayPass(): boolean {
    if (now() - windowStart >= WINDOW_MS) {
      windowStart = now();
      used = 0;
    }
    used += 1;
    return used <= perSecond;
  }

  return {
    name: 'rates',
    manners: `allows ${perSecond} requests a second, then answers 429 with Retry-After`,
    latencyMs: 35,
    example: '/latest?base=EUR',
    answer({ path, query }) {
      if (!mayPass()) return { status: 429, headers: { 'retry-after': '1' }, body: { error: 'Slow down.' } };
      const base = query.get('base') ?? 'EUR';
      const perEuro = Object.hasOwn(PER_EURO, base) ? PER_EURO[base] : undefined;
      if (path !== '/latest' || perEuro === undefined) return { status: 404, body: { error: 'Unknown currency.' } };
      const rates = Object.entries(PER_EURO).map(([code, value]) => [code, round(value / perEuro)]);
      return { body: { base, date: '2026-11-20', rates: Object.fromEntries(rates) } };
    },
  };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
