import { deepEqual } from '../src/json/equal.ts';
import type { Json } from '../src/json/json.ts';
import { parseJson } from '../src/json/parse-json.ts';
import { compileSelection } from '../src/mapping/compile.ts';
import { parseSelection } from '../src/mapping/parser.ts';

/**
 * A mapping of a 10 MB body beside the same transformation written by hand, parsing included.
 *
 *     node bench/mapping.bench.ts [rounds]
 *
 * The answers are compared before anything is timed; the two then take turns, and the ratio is that of their medians.
 */
const ROWS = 50_000;
const ROUNDS = Number(process.argv[2] ?? 31);

const SELECTION = `
  $.data.rows {
    id
    name: user_name
    active
    price
    geo { lat lon: lng }
    city: address.city
    zip: address.postal_code
    tags
    createdAt: created_at
  }
`;

interface Row {
  readonly id: number;
  readonly user_name: string;
  readonly active: boolean;
  readonly price: number;
  readonly geo: { readonly lat: number; readonly lng: number };
  readonly address: { readonly city: string; readonly postal_code: string };
  readonly tags: readonly string[];
  readonly created_at: string;
}

function byHand(text: string): unknown {
  const body = JSON.parse(text) as { readonly data: { readonly rows: readonly Row[] } };
  return body.data.rows.map((row) => ({
    id: row.id,
    name: row.user_name,
    active: row.active,
    price: row.price,
    geo: { lat: row.geo.lat, lon: row.geo.lng },
    city: row.address.city,
    zip: row.address.postal_code,
    tags: row.tags,
    createdAt: row.created_at,
  }));
}

function createMapping(): (text: string) => Json | undefined {
  const parsed = parseSelection(SELECTION, 'B');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const selection = compileSelection(parsed.value);
  return (text) => {
    const body = parseJson(text);
    if (!body.ok) throw new Error(body.failure.message);
    return selection.evaluate(body.value, {});
  };
}

function createBody(): string {
  const rows = Array.from({ length: ROWS }, (_, id) => ({
    id,
    user_name: `user ${id}`,
    active: id % 3 === 0,
    price: (id * 7919) / 1009,
    geo: { lat: 59.9 + id / 7e4, lng: 10.7 - id / 9e4 },
    address: { city: `City ${id % 500}`, postal_code: String(10_000 + (id % 9000)) },
    tags: ['a', `b${id % 10}`],
    created_at: new Date(1.7e12 + id * 61_000).toISOString().slice(0, 10),
  }));
  return JSON.stringify({ data: { rows } });
}

function timeMs(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const text = createBody();
const mapped = createMapping();
if (!deepEqual(mapped(text) ?? null, byHand(text) as Json)) throw new Error('The two do not give the same answer.');

const contestants = { 'by hand': byHand, mapped };
const times = { 'by hand': [] as number[], mapped: [] as number[] };
for (let round = 0; round < ROUNDS; round++) {
  for (const name of ['by hand', 'mapped'] as const) {
    globalThis.gc?.();
    times[name].push(timeMs(() => contestants[name](text)));
  }
}

console.log(`${(text.length / 1e6).toFixed(1)} MB, ${ROWS} rows, ${ROUNDS} rounds, Node ${process.version}`);
for (const name of ['by hand', 'mapped'] as const) {
  const sorted = times[name].toSorted((a, b) => a - b);
  const [p50, p95] = [quantile(sorted, 0.5), quantile(sorted, 0.95)];
  console.log(`${name.padEnd(8)} median ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
}
const median = (name: keyof typeof times) =>
  quantile(
    times[name].toSorted((a, b) => a - b),
    0.5,
  );
console.log(`ratio    ${(median('mapped') / median('by hand')).toFixed(2)}`);
