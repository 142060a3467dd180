import type { FillPlan, OperationPlan, SelectionPlan } from './selection-plan.ts';

/** Whether anything of an operation may come later; where all is switched off, it is an operation like any other. */
export function comesInParts(plan: OperationPlan): boolean {
  const known = KNOWN.get(plan);
  if (known !== undefined) return known;
  const found = plan.parts.some(isParted);
  KNOWN.set(plan, found);
  return found;
}

const KNOWN = new WeakMap<OperationPlan, boolean>();

function isParted({ later, objects, calls, possible }: SelectionPlan): boolean {
  if (later !== undefined && later.introduced.length > 0) return true;
  const fills = [...objects, ...calls.flatMap((call) => call.fills)];
  return fills.some(isFillParted) || [...(possible?.values() ?? [])].some(isParted);
}

function isFillParted(fill: FillPlan): boolean {
  if (fill.stream !== undefined || (fill.own !== undefined && isFillParted(fill.own))) return true;
  return fill.kind === 'object' && isParted(fill.below);
}
