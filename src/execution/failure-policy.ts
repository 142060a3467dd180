import type { FailurePolicies, FailurePolicy } from '../connectors/failure-policy.ts';
import type { Graph } from '../connectors/graph.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { success } from '../json/outcome.ts';
import { compileSelection } from '../mapping/compile.ts';
import type { Scope } from '../mapping/scope.ts';
import { BoundedMap } from '../memo/bounded-map.ts';
import type { Step } from '../planning/step.ts';
import type { Clock } from '../time/clock.ts';
import type { Failure } from './failure.ts';
import { FAILURE_CODES } from './field-error.ts';
import type { CallResult } from './operation.ts';
import type { StaleValue } from './stale-value.ts';

/** What is done when a step fails. */
export interface ReadyPolicy {
  /** Sees every result of the step and gives the one that counts. `key` tells loads and callers apart; absent: nothing is kept. */
  apply(result: CallResult, use: PolicyUse): CallResult;
}

export interface PolicyUse {
  readonly key: string | undefined;
  readonly scope: () => Scope;
  readonly noteStale: (value: StaleValue) => void;
  /** Ends the whole operation. */
  readonly fail: (failure: Failure) => void;
}

/** The policy of a step: its field's, else that of the type it delivers. */
export function policyOf(step: Step, graph: Graph, policies: FailurePolicies): FailurePolicy | undefined {
  const { on } = step.connector;
  if (step.kind !== 'field' || on.kind !== 'field') return policies.get(step.typeName);
  const delivered = graph.objects.get(step.typeName)?.fields.get(on.fieldName)?.typeName ?? '';
  return policies.get(`${step.typeName}.${on.fieldName}`) ?? policies.get(delivered);
}

/** How many last good values one step keeps. */
const MAX_KEPT = 5_000;

export function readyPolicy(policy: FailurePolicy, step: Step, clock: Clock): ReadyPolicy {
  switch (policy.kind) {
    case 'fail':
      return {
        apply(result, { fail }) {
          if (!result.ok) fail(result.failure);
          return result;
        },
      };
    case 'default': {
      const { evaluate } = compileSelection(policy.value);
      return { apply: (result, { scope }) => (result.ok ? result : success(evaluate(NO_BODY, scope()))) };
    }
    case 'stale':
      return staleIfFailed(step.connector.coordinate, policy.maxAgeMs, clock);
  }
}

const NO_BODY: JsonObject = {};

function staleIfFailed(connector: string, maxAgeMs: number, clock: Clock): ReadyPolicy {
  const kept = new BoundedMap<string, { readonly value: Json | undefined; readonly atMs: number }>(MAX_KEPT);
  return {
    apply(result, { key, noteStale }) {
      if (key === undefined) return result;
      if (result.ok) {
        kept.set(key, { value: result.value, atMs: clock.now() });
        return result;
      }
      const last = kept.get(key);
      const ageMs = last === undefined ? Number.POSITIVE_INFINITY : Math.round(clock.now() - last.atMs);
      if (last === undefined || ageMs > maxAgeMs) return result;
      noteStale({ connector, ageMs, cause: FAILURE_CODES[result.failure.cause.kind] });
      return success(last.value);
    },
  };
}
