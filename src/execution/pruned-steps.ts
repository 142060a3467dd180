import { remember } from '../memo/remember.ts';
import type { Step } from '../planning/step.ts';
import { type WrittenOperation, wantedFields } from '../planning/wanted-fields.ts';
import { pruneStep, type ReadyStep, type Runtime } from './runtime.ts';

/** Steps whose mappings do only what an operation wants, compiled once for each operation of a document. */
export function prunedSteps(runtime: Runtime, written: WrittenOperation): (step: Step) => ReadyStep {
  const byOperation = remember(PRUNED, runtime, () => new WeakMap<object, (step: Step) => ReadyStep>());
  return remember(byOperation, written.operation, () => {
    const wanted = wantedFields(runtime.model, written);
    const steps = new Map<Step, ReadyStep>();
    return (step) => remember(steps, step, () => pruneStep(runtime.ready(step), runtime.model.graph, wanted));
  });
}

const PRUNED = new WeakMap<Runtime, WeakMap<object, (step: Step) => ReadyStep>>();
