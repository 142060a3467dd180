import { type OperationDefinitionNode, visit } from 'graphql';
import { cuttingVariables } from '../incremental/directives.ts';
import type { Cut } from '../incremental/part.ts';
import { remember } from '../memo/remember.ts';
import type { Written } from '../planning/collect-fields.ts';
import type { Model } from '../planning/plan-object.ts';
import { compileOperation } from './compile-operation.ts';
import type { OperationPlan } from './selection-plan.ts';

/** Variants of one operation that are kept: the values of the variables in its executable directives make them. */
const MAX_VARIANTS = 32;

interface Compiled {
  /** Variables that decide what is included. */
  readonly flagNames: readonly string[];
  /** Variables that decide what comes in later parts. */
  readonly cutNames: readonly string[];
  readonly variants: Map<string, OperationPlan | null>;
}

/** Plans by operation and by the flags that shape it, for as long as somebody holds the document. */
export function createPlanCache(
  model: Model,
): (operation: OperationDefinitionNode, written: Written, cut?: Cut) => OperationPlan | undefined {
  const kept = new WeakMap<OperationDefinitionNode, Compiled>();
  return (operation, written, cut) => {
    const { flagNames, cutNames, variants } = remember(kept, operation, () => ({
      flagNames: flagNamesOf(operation, written),
      cutNames: cuttingVariables(operation, written.fragments),
      variants: new Map<string, OperationPlan | null>(),
    }));
    // A null flag is an error, which graphql-js has the words for.
    if (flagNames.some((name) => typeof written.flags[name] !== 'boolean')) return undefined;
    let key = flagNames.map((name) => String(written.flags[name])).join();
    if (cut !== undefined) key += ` ${cut} ${cutNames.map((name) => String(written.flags[name])).join()}`;
    const known = variants.get(key);
    if (known !== undefined) return known ?? undefined;
    const plan = compileOperation(model, operation, written, cut);
    if (variants.size < MAX_VARIANTS) variants.set(key, plan ?? null);
    return plan;
  };
}

function flagNamesOf(operation: OperationDefinitionNode, { fragments }: Written): readonly string[] {
  const names = new Set<string>();
  for (const node of [operation, ...Object.values(fragments)]) {
    visit(node, {
      Directive({ name, arguments: given = [] }) {
        if (name.value !== 'skip' && name.value !== 'include') return;
        for (const { value } of given) if (value.kind === 'Variable') names.add(value.name.value);
      },
    });
  }
  return [...names].sort();
}
