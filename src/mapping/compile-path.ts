import type { Head, PathExpression, Step } from './ast.ts';
import { type CompiledStep, compileGroupStep, compileStep, type Take } from './compile-steps.ts';
import type { Compiler } from './compiler.ts';
import { type Evaluate, extend, type Path, readVariable, report, type Trace } from './run.ts';

/** A path runs step by step and stops where there is no value. */
export function compilePath(path: PathExpression, compiler: Compiler): Evaluate {
  const beginning = begin(path, compiler);
  const { start, locate, steps } = beginning;
  const compiled = compileSteps(steps, path, compiler);
  const [only] = compiled;
  if (only === undefined) return start;
  if (compiled.length === 1 && only.kind === 'take') return compileShortPath(path.head, beginning, only.take);
  return (dollar, at, run) => {
    let value = start(dollar, at, run);
    let inner = run;
    let place = run.trace === undefined ? undefined : locate(run.trace);
    for (const step of compiled) {
      if (value === undefined) return undefined;
      if (step.kind === 'take') value = step.take(value, dollar, at, inner, place);
      else inner = step.bind(value, dollar, inner, place);
      if (run.trace !== undefined && step.marker !== undefined) place = extend(place, step.marker);
    }
    return value;
  };
}

/** Most paths are a single key. */
function compileShortPath({ kind }: Head, { start, locate }: Beginning, take: Take): Evaluate {
  if (kind === 'Key' || kind === 'Dollar') {
    return (dollar, at, run) => take(dollar, dollar, at, run, run.trace?.dollar);
  }
  return (dollar, at, run) => {
    const value = start(dollar, at, run);
    if (value === undefined) return undefined;
    return take(value, dollar, at, run, run.trace === undefined ? undefined : locate(run.trace));
  };
}

/** Where the value stands that a path begins with. */
type Locate = (trace: Trace) => Path | undefined;

interface Beginning {
  readonly start: Evaluate;
  readonly locate: Locate;
  readonly steps: readonly Step[];
}

function begin({ head, steps }: PathExpression, compiler: Compiler): Beginning {
  switch (head.kind) {
    case 'Key': // `k` is `$.k`
      return {
        start: readDollar,
        locate: (trace) => trace.dollar,
        steps: [{ kind: 'Key', key: head.key, span: head.span }, ...steps],
      };
    case 'Dollar':
      return { start: readDollar, locate: (trace) => trace.dollar, steps };
    case 'At':
      return { start: readAt, locate: (trace) => trace.at, steps };
    case 'Variable':
      return { start: compileVariable(head), locate: () => extend(undefined, head.name), steps };
    case 'Parenthesised':
    case 'Inline':
      return { start: compiler.expression(head.value), locate: (trace) => trace.at, steps };
  }
}

const readDollar: Evaluate = (dollar) => dollar;
const readAt: Evaluate = (_dollar, at) => at;

function compileVariable({ name, span }: Head & { readonly kind: 'Variable' }): Evaluate {
  return (_dollar, _at, run) => {
    const value = readVariable(run, name);
    if (value === undefined && run.trace !== undefined) {
      report(run.trace, `Variable ${name} not found`, run.trace.at, span);
    }
    return value;
  };
}

function compileSteps(steps: readonly Step[], { group }: PathExpression, compiler: Compiler): readonly CompiledStep[] {
  const compiled = steps.map((step, index) => compileStep(step, steps[index + 1], compiler));
  return group === undefined ? compiled : [...compiled, compileGroupStep(group, compiler)];
}
