import type { GraphQLFormattedError } from 'graphql';
import type { Payload } from '../../src/incremental/writer.ts';

/** What a client has in the end. */
export interface Merged {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
  /** Where fragments and streams that failed stand. */
  readonly failed: readonly (readonly (string | number)[])[];
}

type Path = readonly (string | number)[];
type Node = Record<string | number, unknown>;

interface Wire {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly pending?: readonly { readonly id: string; readonly path: Path }[];
  readonly incremental?: readonly {
    readonly id?: string;
    readonly path?: Path;
    readonly subPath?: Path;
    readonly data?: Node | null;
    readonly items?: readonly unknown[] | null;
    readonly errors?: readonly GraphQLFormattedError[];
  }[];
  readonly completed?: readonly { readonly id: string; readonly errors?: readonly GraphQLFormattedError[] }[];
  readonly hasNext?: boolean;
}

/** Merges payloads of either format, strictly: what is not announced, told twice or out of place throws. */
export function merge(payloads: readonly Payload[]): Merged {
  const [first, ...rest] = structuredClone(payloads) as readonly Wire[];
  if (first === undefined) throw new Error('no payload');
  const errors = [...(first.errors ?? [])];
  const failed: Path[] = [];
  const open = new Map<string, Path>();
  const announce = ({ pending = [] }: Wire): void => {
    for (const { id, path } of pending) {
      if (open.has(id)) throw new Error(`announced twice: ${id}`);
      valueAt(first.data, path); // stands already, or comes with this payload
      open.set(id, path);
    }
  };
  const byIds = payloads.some((payload) => 'pending' in payload);
  announce(first);
  if (rest.length > 0 && first.hasNext !== true) throw new Error('more came than was said');
  for (const [index, payload] of rest.entries()) {
    if (payload.hasNext !== index < rest.length - 1) throw new Error('hasNext is wrong');
    announce(payload);
    for (const record of payload.incremental ?? []) {
      errors.push(...(record.errors ?? []));
      const announced = record.id === undefined ? undefined : open.get(record.id);
      if (byIds && announced === undefined) throw new Error(`not announced, or completed: ${record.id}`);
      const path = [...(announced ?? record.path ?? []), ...(record.subPath ?? [])];
      if (record.items === null || record.data === null) {
        failed.push(record.items === null ? path.slice(0, -1) : path);
      } else if (record.items !== undefined) {
        const at = byIds ? undefined : path.at(-1);
        const list = valueAt(first.data, byIds ? path : path.slice(0, -1)) as unknown[];
        for (const [offset, item] of record.items.entries()) {
          const place = at === undefined ? list.length : Number(at) + offset;
          if (place > list.length) throw new Error(`a hole in ${path.join('.')}`);
          list[place] = byIds ? item : deepMerge(list[place], item);
        }
      } else {
        const target = valueAt(first.data, path) as Node;
        if (typeof target !== 'object' || target === null) throw new Error(`nothing stands at ${path.join('.')}`);
        for (const [key, value] of Object.entries(record.data ?? {})) {
          if (byIds && Object.hasOwn(target, key)) throw new Error(`told twice: ${[...path, key].join('.')}`);
          set(target, key, deepMerge(own(target, key), value));
        }
      }
    }
    for (const { id, errors: why } of payload.completed ?? []) {
      const path = open.get(id);
      if (path === undefined) throw new Error(`completed twice, or never announced: ${id}`);
      open.delete(id);
      if (why === undefined) continue;
      if (why.length === 0) throw new Error('failed without a reason');
      errors.push(...why);
      failed.push(path);
    }
  }
  if (open.size > 0) throw new Error(`never completed: ${[...open.keys()].join()}`);
  return { data: first.data, errors, failed };
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, key) => own(here, key), data);
}

/** Objects key by key and lists item by item; equal leaves stay. */
function deepMerge(known: unknown, more: unknown): unknown {
  if (known === undefined || known === null || more === null || typeof known !== 'object' || typeof more !== 'object') {
    return known === undefined || more !== null ? more : known;
  }
  for (const [key, value] of Object.entries(more as Node)) {
    set(known as Node, key, deepMerge(own(known, key), value));
  }
  return known;
}

/** Operations may well ask for something as `constructor`. */
function own(object: unknown, key: string | number): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? (object as Node)[key]
    : undefined;
}

function set(object: Node, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
