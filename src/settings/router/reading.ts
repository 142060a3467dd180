import { suggest } from '../../diagnostics/suggest.ts';
import type { Path, Translation } from './translation.ts';

/** Reads one value of a Router file into a translation. */
export type Read = (value: unknown, path: Path, out: Translation) => void;

/** A mapping with these members; each other one is refused, with a hint where there is one for its name. */
export function members(known: Readonly<Record<string, Read>>, hints: Readonly<Record<string, string>> = {}): Read {
  return (value, path, out) => {
    if (value === null) return; // a name with nothing behind it
    if (!isMapping(value)) return refuseValue(path, out, 'Expected a mapping of names to values.');
    for (const [name, member] of Object.entries(value)) {
      const read = Object.hasOwn(known, name) ? known[name] : undefined;
      if (read !== undefined) read(member, [...path, name], out);
      else
        refuseName([...path, name], out, Object.hasOwn(hints, name) ? hints[name] : suggest(name, Object.keys(known)));
    }
  };
}

/** A mapping of any names to equal things. */
export function each(read: (name: string) => Read): Read {
  return (value, path, out) => {
    if (value === null) return;
    if (!isMapping(value)) return refuseValue(path, out, 'Expected a mapping of names to values.');
    for (const [name, member] of Object.entries(value)) read(name)(member, [...path, name], out);
  };
}

/** The value stands for one of our settings as it is. */
export function as(...ours: Path): Read {
  return (value, path, out) => out.put(ours, value, path);
}

/** Switches that change nothing here. */
export const ignore: Read = () => {};

/** Only this value means what happens here anyway. */
export function only(accepted: unknown, hint: string): Read {
  return (value, path, out) => {
    if (value !== accepted && value !== String(accepted)) refuseName(path, out, hint);
  };
}

/** There is nothing here that the name could stand for. */
export function refuseName(path: Path, out: Translation, hint?: string): void {
  out.refuse({
    path,
    at: 'name',
    message: `Overlap has nothing for the Router's \`${path.join('.')}\`.`,
    ...(hint !== undefined && { hint }),
  });
}

export function refuseValue(path: Path, out: Translation, message: string): void {
  out.refuse({ path, at: 'value', message });
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
