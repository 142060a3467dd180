/** Retries that may still be made, with what is left of the next one. */
export interface RetryBudget {
  readonly tokens: number;
}

export interface RetryBudgetOptions {
  /** Retries per call over time, 0..1. */
  readonly ratio: number;
  /** Retries saved up at most, and there from the start. */
  readonly maxTokens: number;
}

export function fullBudget({ maxTokens }: RetryBudgetOptions): RetryBudget {
  return { tokens: maxTokens };
}

/** What a call brings in. Pure. */
export function earnRetry(budget: RetryBudget, { ratio, maxTokens }: RetryBudgetOptions): RetryBudget {
  return budget.tokens === maxTokens ? budget : { tokens: Math.min(maxTokens, budget.tokens + ratio) };
}

/**
 * Pays for a retry; `undefined` when there is not enough for a whole one. So a source that fails altogether sees at most
 * that share more of load, where every caller retrying on its own would double it. Pure.
 */
export function spendRetry({ tokens }: RetryBudget): RetryBudget | undefined {
  return tokens < 1 ? undefined : { tokens: tokens - 1 };
}
