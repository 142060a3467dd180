import type { Json } from '../json/json.ts';
import type { KeyStep, List, MethodStep, Step } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { createMemberReader, reportMissing } from './member.ts';
import { Call, type CallSite } from './methods/call.ts';
import { METHODS } from './methods/registry.ts';
import { bindLocal, extend, type Path, placeGroup, type Run, report, type Trace } from './run.ts';

/** One step of a path, from the value it has come to. */
export type Take = (value: Json, dollar: Json, at: Json, run: Run) => Json | undefined;

/** A step that leaves the value alone and gives a name to something for the steps behind it. */
type Bind = (value: Json, dollar: Json, run: Run) => Run;

export type CompiledStep =
  | { readonly take: Take; readonly bind?: never }
  | { readonly take?: never; readonly bind: Bind };

/** Where a value stands that a path has come to; asked only while tracing. */
export type Locate = (trace: Trace) => Path | undefined;

/** The steps of a path that begins at `start`, and its group as the last of them. */
export function compileSteps(
  steps: readonly Step[],
  group: List | undefined,
  start: Locate,
  compiler: Compiler,
): readonly CompiledStep[] {
  const markers = steps.map(markerOf);
  /** The path in front of a step, or behind the last one. */
  const before = (count: number): Locate => {
    return (trace) => {
      let path = start(trace);
      for (const marker of markers.slice(0, count)) if (marker !== undefined) path = extend(path, marker);
      return path;
    };
  };
  const compiled = steps.map((step, index) => {
    const isForgiven = steps[index + 1]?.kind === 'Optional';
    return compileStep(step, isForgiven, before(index), before(index + 1), compiler);
  });
  if (group === undefined) return compiled;
  return [...compiled, { take: compileGroup(group, before(steps.length), compiler) }];
}

function compileStep(step: Step, isForgiven: boolean, before: Locate, after: Locate, compiler: Compiler): CompiledStep {
  switch (step.kind) {
    case 'Key':
      return { take: compileKey(step, isForgiven, before) };
    case 'Optional':
      return { take: (value) => (value === null ? undefined : value) };
    case 'Method':
      return compileMethod(step, after, compiler);
  }
}

/** What a step adds to the path of a value. */
function markerOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'Key':
      return step.key.name;
    case 'Method':
      return `->${step.name}`;
    case 'Optional':
      return undefined;
  }
}

function compileKey({ key }: KeyStep, isForgiven: boolean, locate: Locate): Take {
  const read = createMemberReader(key.name);
  return (value, _dollar, _at, run) => {
    if (run.trace !== undefined) reportMissing(value, key, isForgiven, run.trace, locate(run.trace));
    return read(value);
  };
}

function compileGroup(group: List, locate: Locate, compiler: Compiler): Take {
  const apply = compiler.list(group);
  return (value, _dollar, _at, run) => apply(value, run.trace === undefined ? run : placeGroup(run, locate(run.trace)));
}

function compileMethod(step: MethodStep, locate: Locate, compiler: Compiler): CompiledStep {
  const method = METHODS.get(step.name);
  const site: CallSite = {
    step,
    locate,
    arguments: (step.args ?? []).map((node) => ({
      node,
      evaluate: compiler.expression(node),
      elements: node.kind === 'Array' ? node.elements.map(compiler.expression) : undefined,
    })),
  };
  switch (method?.kind) {
    case undefined:
      return { take: compileUnknownMethod(step, locate) };
    case 'value':
      return { take: (value, dollar, _at, run) => method.apply(value, new Call(site, value, dollar, run)) };
    case 'binding':
      return {
        bind(value, dollar, run) {
          const local = method.bind(value, new Call(site, value, dollar, run));
          return local === undefined ? run : bindLocal(run, local.name, local.value);
        },
      };
  }
}

function compileUnknownMethod(step: MethodStep, locate: Locate): Take {
  return (_value, _dollar, _at, { trace }) => {
    if (trace !== undefined) report(trace, `Method ->${step.name} not found`, locate(trace), step.nameSpan);
    return undefined;
  };
}
