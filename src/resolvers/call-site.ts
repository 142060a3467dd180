import type { CallSite } from '../execution/observer.ts';
import { type CallIds, NO_CALLS, type Trail, uniteCalls } from '../execution/trail.ts';
import { remember } from '../memo/remember.ts';
import type { Needs, PlannedCall } from '../planning/plan-object.ts';
import type { Step } from '../planning/step.ts';
import type { FieldContext } from './fetch-field.ts';
import { type ObjectValue, pathKeys } from './object-value.ts';

/** Where a call of the reference engine belongs, and whose answers gave what it needs. */
export function siteOf(object: ObjectValue, call: PlannedCall, { info }: FieldContext, trail: Trail): CallSite {
  const isOwn = call.step.kind === 'field';
  return {
    path: () => pathKeys(isOwn ? info.path : info.path.prev),
    count: 1,
    waitsFor: uniteCalls(trail.ofData(object.data), callsBehind(object, call.needs)),
  };
}

/** Notes that a call has brought something of an object. */
export function noteCalls(object: ObjectValue, step: Step, ids: CallIds): void {
  remember(MADE, object, () => new Map<Step, CallIds>()).set(step, ids);
}

/** The calls that brought what is needed of an object, beyond its own data. */
function callsBehind(object: ObjectValue, needs: Needs): CallIds {
  const made = MADE.get(object);
  if (made === undefined) return NO_CALLS;
  const providers = [...needs.values()].map(({ provider }) => provider);
  return uniteCalls(
    ...providers.flatMap((provider) =>
      provider.kind === 'resolver'
        ? [callsBehind(object, provider.needs)]
        : provider.calls.map(({ step }) => made.get(step) ?? NO_CALLS),
    ),
  );
}

/** What calls have brought of objects; only of operations that are looked at closely. */
const MADE = new WeakMap<ObjectValue, Map<Step, CallIds>>();
