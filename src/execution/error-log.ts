import type { GraphQLError } from 'graphql';
import type { Failure } from './failure.ts';
import { type ErrorSite, FAILURE_CODES, fieldError } from './field-error.ts';

/** Positions of one cause that get an error of their own; the last one counts those that do not. */
export const MAX_ERRORS_PER_CAUSE = 100;

/**
 * The errors of one operation. A cause (one connector failing in one way) may fail thousands of positions:
 * the first hundred are reported by path, the last of these says how many more there are, so that memory stays bounded.
 */
export interface ErrorLog {
  report(failure: Failure, site: () => ErrorSite): Report;
}

/** The error that tells of a position: one of its own, or the last one of a cause that has had enough of them. */
export interface Report {
  readonly error: GraphQLError;
  readonly isNew: boolean;
}

interface CauseRecord {
  count: number;
  last: GraphQLError;
  /** What `last` says before it counts. */
  sentence: string;
}

export function createErrorLog(): ErrorLog {
  const byCause = new Map<string, CauseRecord>();
  return {
    report(failure, site) {
      const key = `${failure.connector?.coordinate ?? failure.source ?? ''} ${FAILURE_CODES[failure.cause.kind]}`;
      const cause = byCause.get(key);
      if (cause !== undefined && cause.count >= MAX_ERRORS_PER_CAUSE) {
        cause.count += 1;
        cause.last.message = `${cause.sentence} (${cause.count - MAX_ERRORS_PER_CAUSE} more like this one are not listed.)`;
        return { error: cause.last, isNew: false };
      }
      const error = fieldError(failure, site());
      byCause.set(key, { count: (cause?.count ?? 0) + 1, last: error, sentence: error.message });
      return { error, isNew: true };
    },
  };
}
