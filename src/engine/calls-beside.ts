import { type JsonObject, type MutableJsonObject, ownMember, setMember } from '../json/json.ts';
import { copiedArguments } from '../planning/copied-arguments.ts';
import type { Step } from '../planning/step.ts';
import type { CallPlan, FillPlan } from './selection-plan.ts';

/** A call for an object that another call brings, which need not wait for it. */
export interface CallBeside {
  readonly call: CallPlan;
  /** What the call needs of the object, from the arguments of the other call; undefined where an argument is missing. */
  readonly keyFrom: (args: JsonObject) => JsonObject | undefined;
}

/**
 * The calls below a field's own call that may start beside it: all that they need is written as a copy of an argument, and
 * neither changes anything. Should the object not come, what they bring is dropped. One object only: of a list nobody
 * knows whether it is empty.
 */
export function callsBeside(step: Step, fill: FillPlan): readonly CallBeside[] {
  if (!step.safe || fill.kind !== 'object' || fill.listDepth > 0 || fill.below.possible !== undefined) return [];
  const copied = copiedArguments(step.connector.selection);
  return fill.below.calls.flatMap((call) => {
    const members = [...call.step.needs];
    const isKnown = members.every(([name, below]) => below.size === 0 && copied.has(name));
    const isAlone = call.fills.every(({ own }) => own === undefined);
    if (!call.step.safe || members.length === 0 || !isKnown || !isAlone) return [];
    return { call, keyFrom: keyFrom(members.map(([name]) => [name, copied.get(name) ?? name] as const)) };
  });
}

function keyFrom(members: readonly (readonly [name: string, argument: string])[]): CallBeside['keyFrom'] {
  return (args) => {
    const key: MutableJsonObject = {};
    for (const [name, argument] of members) {
      const value = ownMember(args, argument);
      if (value === undefined || value === null) return undefined;
      setMember(key, name, value);
    }
    return key;
  };
}
