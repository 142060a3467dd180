import type { GraphQLError } from 'graphql';

export type Path = readonly (string | number)[];

/** What will follow: a deferred fragment at an object, or the rest of a list. */
export interface Pending {
  readonly id: string;
  readonly path: Path;
  readonly label?: string;
  /** Of a list: the place of the first item that follows. */
  readonly start?: number;
}

/** Fields of a deferred fragment, to be merged into the object at `subPath` below what was announced as `id`. */
export interface DeferredData {
  readonly id: string;
  readonly subPath?: Path;
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors?: readonly GraphQLError[];
}

/** The next items of the list that was announced as `id`. */
export interface StreamedItems {
  readonly id: string;
  readonly items: readonly unknown[];
  readonly errors?: readonly GraphQLError[];
}

/** Nothing follows for `id` any more; with errors, what it announced could not be made and never comes. */
export interface Completed {
  readonly id: string;
  readonly errors?: readonly GraphQLError[];
}

/** What an answer in parts tells beside its data. */
export interface Told {
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The first part of an answer: all that was not deferred. */
export interface InitialPart extends Told {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors?: readonly GraphQLError[];
  readonly pending: readonly Pending[];
  readonly hasNext: true;
}

/** A later part, to be read in this order: what is pending, what is to be merged, what is completed. */
export interface LaterPart extends Told {
  readonly pending?: readonly Pending[];
  readonly incremental?: readonly (DeferredData | StreamedItems)[];
  readonly completed?: readonly Completed[];
  readonly hasNext: boolean;
}

/** How the deferred is cut: each field once, or each fragment with all of its fields (`deferSpec=20220824`). */
export type Cut = 'once' | 'whole';

/** An answer in parts. */
export interface IncrementalResult {
  readonly initial: InitialPart;
  /** To be read once; whoever stops reading ends the work that is left. */
  readonly later: AsyncIterable<LaterPart>;
}
