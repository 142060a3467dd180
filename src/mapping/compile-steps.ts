import type { Json } from '../json/json.ts';
import type { Key, List, MethodStep, Step } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { createMemberReader, reportMissing } from './member.ts';
import { Call, type CallSite } from './methods/call.ts';
import { METHODS } from './methods/registry.ts';
import { bindLocal, extend, type Path, placeGroup, type Run, report } from './run.ts';

/** `marker` is what the step adds to the path of the value. */
export type CompiledStep =
  | { readonly kind: 'take'; readonly take: Take; readonly marker?: string }
  | { readonly kind: 'bind'; readonly bind: Bind; readonly marker?: string };

/** From the value that a path has come to, at `place` (known only while tracing), to the next one. */
export type Take = (value: Json, dollar: Json, at: Json, run: Run, place: Path | undefined) => Json | undefined;

/** Leaves the value alone, and gives a name to something for the steps behind it. */
export type Bind = (value: Json, dollar: Json, run: Run, place: Path | undefined) => Run;

export function compileStep(step: Step, next: Step | undefined, compiler: Compiler): CompiledStep {
  switch (step.kind) {
    case 'Key':
      return { kind: 'take', take: compileKey(step.key, next?.kind === 'Optional'), marker: step.key.name };
    case 'Optional':
      return { kind: 'take', take: (value) => (value === null ? undefined : value) };
    case 'Method':
      return compileMethod(step, compiler);
  }
}

/** The group at the end of a path. */
export function compileGroupStep(group: List, compiler: Compiler): CompiledStep {
  const apply = compiler.list(group);
  return { kind: 'take', take: (value, _dollar, _at, run, place) => apply(value, placeGroup(run, place)) };
}

/** `isForgiven`: a `?` follows, for which an object need not have the member. */
function compileKey(key: Key, isForgiven: boolean): Take {
  const read = createMemberReader(key.name);
  return (value, _dollar, _at, run, place) => {
    if (run.trace !== undefined) reportMissing(value, key, isForgiven, run.trace, place);
    return read(value);
  };
}

function compileMethod(step: MethodStep, compiler: Compiler): CompiledStep {
  const method = METHODS.get(step.name);
  const marker = `->${step.name}`;
  const site: CallSite = {
    step,
    marker,
    arguments: (step.args ?? []).map((node) => ({
      node,
      evaluate: compiler.expression(node),
      elements: node.kind === 'Array' ? node.elements.map(compiler.expression) : undefined,
    })),
  };
  switch (method?.kind) {
    case undefined:
      return { kind: 'take', take: compileUnknownMethod(step, marker) };
    case 'value': {
      const { apply } = method;
      const take: Take = (value, dollar, _at, run, place) => apply(value, new Call(site, value, dollar, run, place));
      return { kind: 'take', take, marker };
    }
    case 'binding': {
      const bind: Bind = (value, dollar, run, place) => {
        const local = method.bind(value, new Call(site, value, dollar, run, place));
        return local === undefined ? run : bindLocal(run, local.name, local.value);
      };
      return { kind: 'bind', bind, marker };
    }
  }
}

function compileUnknownMethod(step: MethodStep, marker: string): Take {
  return (_value, _dollar, _at, { trace }, place) => {
    if (trace !== undefined) report(trace, `Method ${marker} not found`, extend(place, marker), step.nameSpan);
    return undefined;
  };
}
