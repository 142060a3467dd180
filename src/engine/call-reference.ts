import { pick } from '../execution/reference.ts';
import type { JsonObject } from '../json/json.ts';
import { stableKey } from '../json/stable-key.ts';
import type { Step } from '../planning/step.ts';
import { readerOf } from './read-data.ts';
import type { CallPlan } from './selection-plan.ts';

/** How a step's reference is read from a row, and told from others; one plain member, the usual key, is read directly. */
export function callOf(step: Step): Pick<CallPlan, 'step' | 'reference' | 'keyOf'> {
  const [only, ...others] = [...step.needs];
  if (only !== undefined && others.length === 0 && only[1].size === 0) {
    const [name] = only;
    const read = readerOf(name);
    return {
      step,
      reference(data) {
        const value = read(data);
        return value === undefined ? {} : { [name]: value };
      },
      keyOf(data) {
        const value = read(data);
        return typeof value === 'string' ? `"${value}` : value === undefined ? '' : stableKey(value);
      },
    };
  }
  const reference = (data: JsonObject): JsonObject =>
    step.needs.size === 0 ? {} : (pick(data, step.needs) as JsonObject);
  return { step, reference, keyOf: (data) => stableKey(reference(data)) };
}
