import type { Json } from '../json/json.ts';
import type { Head, KeyStep, MethodStep, PathExpression, Step } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { createMemberReader, reportMissing } from './member.ts';
import { Call, type CallSite } from './methods/call.ts';
import { METHODS } from './methods/registry.ts';
import {
  bindLocal,
  type Evaluate,
  extend,
  type Path,
  placeGroup,
  type Run,
  readVariable,
  report,
  type Trace,
} from './run.ts';

/** What remains of a path, for the value it has come to. */
type Continue = (value: Json, dollar: Json, at: Json, run: Run) => Json | undefined;

/** Where a value stands that a path has come to; asked only while tracing. */
type Locate = (trace: Trace) => Path | undefined;

/**
 * A path becomes a chain of continuations, built from its end: each step passes its value on to the rest of the
 * path, or stops when there is none. What `->as` binds is thereby known to exactly the rest of its path.
 */
export function compilePath(path: PathExpression, compiler: Compiler): Evaluate {
  const { start, locate, steps } = begin(path, compiler);
  const proceed = compileSteps(steps, path, locate, compiler);
  if (proceed === undefined) return start;
  if (start === readDollar) return (dollar, at, run) => proceed(dollar, dollar, at, run);
  if (start === readAt) return (dollar, at, run) => proceed(at, dollar, at, run);
  return (dollar, at, run) => {
    const value = start(dollar, at, run);
    return value === undefined ? undefined : proceed(value, dollar, at, run);
  };
}

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

/** The rest of a path from `steps` on; `undefined` if nothing remains. */
function compileSteps(
  steps: readonly Step[],
  path: PathExpression,
  locate: Locate,
  compiler: Compiler,
): Continue | undefined {
  const [step, ...later] = steps;
  if (step === undefined) return compileGroup(path, locate, compiler);
  switch (step.kind) {
    case 'Key': {
      const proceed = compileSteps(later, path, below(locate, step.key.name), compiler);
      return chain(compileKey(step, later[0]?.kind === 'Optional', locate), proceed);
    }
    case 'Optional': {
      const proceed = compileSteps(later, path, locate, compiler);
      return chain((value) => (value === null ? undefined : value), proceed);
    }
    case 'Method': {
      const marker = below(locate, `->${step.name}`);
      return compileMethod(step, marker, compileSteps(later, path, marker, compiler), compiler);
    }
  }
}

function below(locate: Locate, key: string): Locate {
  return (trace) => extend(locate(trace), key);
}

function chain(step: Continue, proceed: Continue | undefined): Continue {
  if (proceed === undefined) return step;
  return (value, dollar, at, run) => {
    const next = step(value, dollar, at, run);
    return next === undefined ? undefined : proceed(next, dollar, at, run);
  };
}

function compileGroup({ group }: PathExpression, locate: Locate, compiler: Compiler): Continue | undefined {
  if (group === undefined) return undefined;
  const apply = compiler.list(group);
  return (value, _dollar, _at, run) => apply(value, run.trace === undefined ? run : placeGroup(run, locate(run.trace)));
}

function compileKey({ key }: KeyStep, isOptional: boolean, locate: Locate): Continue {
  const read = createMemberReader(key.name);
  return (value, _dollar, _at, run) => {
    if (run.trace !== undefined) reportMissing(value, key, isOptional, run.trace, locate(run.trace));
    return read(value);
  };
}

function compileMethod(step: MethodStep, locate: Locate, proceed: Continue | undefined, compiler: Compiler): Continue {
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
      return (_value, _dollar, _at, { trace }) => {
        if (trace !== undefined) report(trace, `Method ->${step.name} not found`, locate(trace), step.nameSpan);
        return undefined;
      };
    case 'value':
      return chain((value, dollar, _at, run) => method.apply(value, new Call(site, value, dollar, run)), proceed);
    case 'binding':
      return (value, dollar, at, run) => {
        const bound = method.bind(value, new Call(site, value, dollar, run));
        if (proceed === undefined) return value;
        return proceed(value, dollar, at, bound === undefined ? run : bindLocal(run, bound.name, bound.value));
      };
  }
}
