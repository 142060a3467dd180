import type { GraphQLError } from 'graphql';
import type { Completed, DeferredData, LaterPart, Pending, StreamedItems } from './part.ts';

/** What may be told and was not yet: one part, as long as nobody takes it. */
export interface Told {
  pending(one: Pending): void;
  data(record: DeferredData): void;
  /** Items that follow one another in one part are one record. */
  item(id: string, item: unknown, errors: readonly GraphQLError[]): void;
  complete(one: Completed): void;
  /** What is announced goes with the first part. */
  takePending(): readonly Pending[];
  /** Undefined while there is nothing to tell. */
  take(hasNext: boolean): LaterPart | undefined;
}

export function createTold(): Told {
  let pending: Pending[] = [];
  let incremental: (DeferredData | GrowingItems)[] = [];
  let completed: Completed[] = [];
  return {
    pending: (one) => void pending.push(one),
    data: (record) => void incremental.push(record),
    complete: (one) => void completed.push(one),
    item(id, item, errors) {
      const last = incremental.at(-1);
      let record: GrowingItems;
      if (last !== undefined && 'items' in last && last.id === id) {
        record = last;
      } else {
        record = { id, items: [] };
        incremental.push(record);
      }
      record.items.push(item);
      if (errors.length > 0) record.errors = [...(record.errors ?? []), ...errors];
    },
    takePending() {
      const taken = pending;
      pending = [];
      return taken;
    },
    take(hasNext) {
      if (pending.length + incremental.length + completed.length === 0) return undefined;
      const part: LaterPart = {
        ...(pending.length > 0 && { pending }),
        ...(incremental.length > 0 && { incremental }),
        ...(completed.length > 0 && { completed }),
        hasNext,
      };
      pending = [];
      incremental = [];
      completed = [];
      return part;
    },
  };
}

interface GrowingItems extends StreamedItems {
  readonly items: unknown[];
  errors?: readonly GraphQLError[];
}
