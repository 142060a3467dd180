import type { ValidationRule } from 'graphql';
import { equalStreams } from './rules/equal-streams.ts';
import { noRootOfEffects } from './rules/no-root-of-effects.ts';
import { notInSubscriptions } from './rules/not-in-subscriptions.ts';
import { streamedLists } from './rules/streamed-lists.ts';
import { uniqueLabels } from './rules/unique-labels.ts';

/** What graphql-js 17 asks of `@defer` and `@stream`, for graphql-js 16, which does not know them. */
export const INCREMENTAL_RULES: readonly ValidationRule[] = [
  uniqueLabels,
  noRootOfEffects,
  notInSubscriptions,
  streamedLists,
  equalStreams,
];
