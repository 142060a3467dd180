import { pick } from '../execution/reference.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { stableKey } from '../json/stable-key.ts';
import type { Step } from '../planning/step.ts';
import { readerOf } from './read-data.ts';
import type { CallPlan } from './selection-plan.ts';

/** How a step's reference is read from a row, and told from others; one plain member, the usual key, is read directly. */
export function callOf(step: Step): Pick<CallPlan, 'step' | 'reference' | 'identify' | 'keyOf'> {
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
      identify: (data) => identityOf(read(data)),
      keyOf: (data) => keyOfMember(read(data)),
    };
  }
  const reference = (data: JsonObject): JsonObject =>
    step.needs.size === 0 ? {} : (pick(data, step.needs) as JsonObject);
  const keyOf = (data: JsonObject): string => stableKey(reference(data));
  return { step, reference, identify: keyOf, keyOf };
}

/** A scalar is its own identity; what is structured is a text that no string of a row can pass for. */
function identityOf(value: Json | undefined): unknown {
  if (typeof value === 'string') return value.startsWith(MARK) ? `${MARK}"${value}` : value;
  return typeof value === 'object' && value !== null ? MARK + stableKey(value) : value;
}

const MARK = '\0';

function keyOfMember(value: Json | undefined): string {
  return typeof value === 'string' ? `"${value}` : value === undefined ? '' : stableKey(value);
}
