const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const SIZE = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB|kB|MB|GB)$/;
const RATIO = /^(\d+(?:\.\d+)?)%$/;

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
};

/** `250ms`, `2s`, `1.5m`, `1h` in milliseconds; `undefined` for anything else, a bare number included. Pure. */
export function parseDuration(text: string): number | undefined {
  return measure(DURATION, MILLISECONDS, text);
}

/** `10MiB`, `500kB`, `1GiB` in bytes; `undefined` for anything else. Pure. */
export function parseSize(text: string): number | undefined {
  return measure(SIZE, BYTES, text);
}

/** `20%` as 0.2; `undefined` for anything else. Pure. */
export function parsePercentage(text: string): number | undefined {
  const match = RATIO.exec(text.trim());
  return match?.[1] === undefined ? undefined : Number(match[1]) / 100;
}

/** The shortest exact way to write a duration: `1500ms`, `2s`, `5m`. Pure. */
export function printDuration(ms: number): string {
  return print(ms, [
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1_000, 's'],
    [1, 'ms'],
  ]);
}

/** The shortest exact way to write a size: `10MiB`, `1536B`. Pure. */
export function printSize(bytes: number): string {
  return print(bytes, [
    [1024 ** 3, 'GiB'],
    [1024 ** 2, 'MiB'],
    [1024, 'KiB'],
    [1, 'B'],
  ]);
}

function measure(form: RegExp, units: Readonly<Record<string, number>>, text: string): number | undefined {
  const [, digits, unit] = form.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : units[unit];
  return digits === undefined || factor === undefined ? undefined : Math.round(Number(digits) * factor);
}

function print(amount: number, units: readonly (readonly [number, string])[]): string {
  const [size, name] = units.find(([size]) => amount > 0 && amount % size === 0) ?? units.at(-1) ?? [1, ''];
  return `${amount / size}${name}`;
}
