import type { GraphQLError } from 'graphql';
import type { Path } from './part.ts';

/** A deferred fragment at one object of the answer. */
export interface Group {
  readonly path: Path;
  readonly label: string | undefined;
  /** The deferred fragment in which this one stands: it is told of only when that one is complete. */
  readonly parent: Group | undefined;
}

/** Fields of one object that belong to the same deferred fragments, and are made together. */
export interface Task {
  readonly path: Path;
  readonly groups: readonly Group[];
}

/** The rest of a list. */
export interface Stream {
  readonly path: Path;
  readonly label: string | undefined;
  /** The place of its first item. */
  readonly start: number;
}

/** What making a part of the answer left for later. */
export interface Work {
  readonly groups: readonly Group[];
  readonly tasks: readonly Task[];
  readonly streams: readonly Stream[];
}

/** What a task made; no data where a null has climbed out of it. */
export interface TaskResult {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly GraphQLError[];
  readonly work: Work;
}

/** One more item of a list; none where it is null and may not be: the stream ends there. */
export interface StreamItem {
  readonly item: unknown;
  readonly isForbidden: boolean;
  readonly errors: readonly GraphQLError[];
  readonly work: Work;
}
