import type { Head, PathExpression, Step } from './ast.ts';
import { compileSteps, type Locate, type Take } from './compile-steps.ts';
import type { Compiler } from './compiler.ts';
import { type Evaluate, extend, readVariable, report } from './run.ts';

/** A path runs step by step and stops where there is no value. */
export function compilePath(path: PathExpression, compiler: Compiler): Evaluate {
  const { start, locate, steps } = begin(path, compiler);
  const compiled = compileSteps(steps, path.group, locate, compiler);
  const [first, ...others] = compiled;
  if (first === undefined) return start;
  if (others.length === 0 && first.take !== undefined) return compileShortPath(start, first.take);
  return (dollar, at, run) => {
    let value = start(dollar, at, run);
    let inner = run;
    for (const { take, bind } of compiled) {
      if (value === undefined) return undefined;
      if (bind === undefined) value = take(value, dollar, at, inner);
      else inner = bind(value, dollar, inner);
    }
    return value;
  };
}

/** Most paths are a single key, or a key with a group. */
function compileShortPath(start: Evaluate, take: Take): Evaluate {
  if (start === readDollar) return (dollar, at, run) => take(dollar, dollar, at, run);
  if (start === readAt) return (dollar, at, run) => take(at, dollar, at, run);
  return (dollar, at, run) => {
    const value = start(dollar, at, run);
    return value === undefined ? undefined : take(value, dollar, at, run);
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
