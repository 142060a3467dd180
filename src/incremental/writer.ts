import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { InitialPart, LaterPart, Path, Pending } from './part.ts';

/** A part as it stands on the wire. */
export type Payload = Readonly<Record<string, unknown>>;

/** Writes the parts of one answer in a format that a client has named. */
export interface Writer {
  first(initial: InitialPart): Payload;
  /** Undefined where the format has no words for what the part tells. */
  later(part: LaterPart): Payload | undefined;
}

export type FormatError = (error: GraphQLError) => GraphQLFormattedError;

/** `incrementalSpec=v0.2`: what is to come is announced by an id, what has come names it. */
export function writeByIds(format: FormatError): Writer {
  return {
    first({ data, errors, pending, extensions, hasNext }) {
      return {
        data,
        ...(errors && { errors: errors.map(format) }),
        ...(pending.length > 0 && { pending: pending.map(announced) }),
        ...(extensions && { extensions }),
        hasNext,
      };
    },
    later({ pending, incremental, completed, extensions, hasNext }) {
      return {
        ...(pending && { pending: pending.map(announced) }),
        ...(incremental && { incremental: incremental.map(withErrors) }),
        ...(completed && { completed: completed.map(withErrors) }),
        ...(extensions && { extensions }),
        hasNext,
      };
    },
  };

  function announced({ id, path, label }: Pending): Payload {
    return { id, path, ...(label !== undefined && { label }) };
  }

  function withErrors<One extends { readonly errors?: readonly GraphQLError[] }>({ errors, ...rest }: One): Payload {
    return errors === undefined ? rest : { ...rest, errors: errors.map(format) };
  }
}

/** `deferSpec=20220824`: nothing is announced, and what has come says its place and label. */
export function writeByPaths(format: FormatError): Writer {
  const open = new Map<string, { readonly path: Path; readonly label: string | undefined; next: number | undefined }>();
  return {
    first({ data, errors, pending, extensions, hasNext }) {
      remember(pending);
      return { data, ...(errors && { errors: errors.map(format) }), ...(extensions && { extensions }), hasNext };
    },
    later({ pending = [], incremental = [], completed = [], extensions, hasNext }) {
      remember(pending);
      const records: Payload[] = [];
      for (const record of incremental) {
        const place = open.get(record.id);
        if (place === undefined) continue;
        const said = place.label === undefined ? {} : { label: place.label };
        const failed = record.errors && { errors: record.errors.map(format) };
        if ('items' in record) {
          const { next = 0 } = place;
          records.push({ items: record.items, path: [...place.path, next], ...said, ...failed });
          place.next = next + record.items.length;
        } else {
          records.push({ data: record.data, path: [...place.path, ...(record.subPath ?? [])], ...said, ...failed });
        }
      }
      for (const { id, errors } of completed) {
        const place = open.get(id);
        open.delete(id);
        if (place === undefined || errors === undefined) continue;
        const said = place.label === undefined ? {} : { label: place.label };
        const failed = { errors: errors.map(format) };
        if (place.next === undefined) records.push({ data: null, path: place.path, ...said, ...failed });
        else records.push({ items: null, path: [...place.path, place.next], ...said, ...failed });
      }
      if (records.length === 0 && hasNext && extensions === undefined) return undefined;
      // Apollo iOS takes nothing without `incremental` for a later part.
      return { incremental: records, ...(extensions && { extensions }), hasNext };
    },
  };

  function remember(pending: readonly Pending[]): void {
    for (const { id, path, label, start } of pending) open.set(id, { path, label, next: start });
  }
}
