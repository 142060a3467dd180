import { failed, type Outcome, success } from '../../json/outcome.ts';
import type { CacheRecord } from './entry.ts';
import { RETENTION_MS } from './retention.ts';
import type { Found, MaybePromise, Store } from './store.ts';

/**
 * Each URL has a generation. Entries remember that of their request, and count only while it lasts: so one write drops
 * every variant of a URL, and an answer still on its way when the URL changed is never taken for the new one.
 */
export interface Generations {
  /** No change waits to be saved: the store knows all. */
  readonly allSaved: boolean;
  current(url: string): MaybePromise<Generation>;
  /** Drops what is kept for the URL. */
  advance(url: string): MaybePromise<void>;
}

/** Empty until the first change. */
export type Generation = Outcome<string, 'unavailable'>;

/** `newId` makes identifiers that never repeat. */
export function createGenerations(store: Store<CacheRecord>, newId: () => string): Generations {
  /** Changes that the store could not take, newest last: here they hold, and there as soon as it can. */
  const unsaved = new Map<string, string>();

  const save = (url: string, id: string): MaybePromise<void> => {
    unsaved.delete(url);
    unsaved.set(url, id);
    dropOldest(unsaved);
    const settle = (saved: boolean) => {
      if (saved && unsaved.get(url) === id) unsaved.delete(url);
    };
    // Longer than any entry may live, so that no old one comes back when the mark is gone.
    const saved = store.set(markKey(url), { kind: 'generation', id }, 2 * RETENTION_MS);
    return saved instanceof Promise ? saved.then(settle) : settle(saved);
  };

  return {
    get allSaved() {
      return unsaved.size === 0;
    },
    current(url) {
      const id = unsaved.size === 0 ? undefined : unsaved.get(url);
      if (id !== undefined) {
        const saving = save(url, id);
        return saving instanceof Promise ? saving.then(() => success(id)) : success(id);
      }
      const found = store.get(markKey(url));
      return found instanceof Promise ? found.then(idOf) : idOf(found);
    },
    advance: (url) => save(url, newId()),
  };
}

function markKey(url: string): string {
  return `generation ${url}`;
}

function idOf(found: Found<CacheRecord>): Generation {
  if (!found.ok) return found;
  if (found.value === undefined) return success('');
  return found.value.kind === 'generation' ? success(found.value.id) : failed('unavailable');
}

/** A store that is away for longer is expected to come back empty. */
const MAX_UNSAVED = 10_000;

function dropOldest(ids: Map<string, string>): void {
  if (ids.size <= MAX_UNSAVED) return;
  const [oldest] = ids.keys();
  if (oldest !== undefined) ids.delete(oldest);
}
