import type { Json } from '../json/json.ts';
import type { ArrayExpression, ChainExpression, Expression } from './ast.ts';
import { compileMembers } from './compile-members.ts';
import { compilePath } from './compile-path.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './run.ts';

/** An expression in value position: it sees the `$` and `@` of the place it is written in. */
export function compileExpression(expression: Expression, compiler: Compiler): Evaluate {
  switch (expression.kind) {
    case 'Literal': {
      const { value } = expression;
      return () => value;
    }
    case 'Array':
      return compileArray(expression, compiler);
    case 'Object':
      return compileMembers(expression.list, 'value', compiler);
    case 'Chain':
      return compileChain(expression, compiler);
    case 'Path':
      return compilePath(expression, compiler);
  }
}

/** An element without a value leaves `null`, so that the others keep their places. */
function compileArray(array: ArrayExpression, compiler: Compiler): Evaluate {
  const elements = array.elements.map(compiler.expression);
  return (dollar, at, run) => elements.map((element) => element(dollar, at, run) ?? null);
}

/**
 * `??` takes the first operand that is neither null nor missing, `?!` the first that is not missing. The problems
 * of an operand that was passed over disappear with it; they stay only if there is no value in the end.
 */
function compileChain(chain: ChainExpression, compiler: Compiler): Evaluate {
  const operands = chain.operands.map(compiler.expression);
  const acceptsNull = chain.operator === '?!';
  return (dollar, at, run) => {
    const problems = run.trace?.problems;
    const before = problems?.length ?? 0;
    let value: Json | undefined;
    for (const operand of operands) {
      const start = problems?.length ?? 0;
      value = operand(dollar, at, run);
      if (value === undefined || (value === null && !acceptsNull)) continue;
      problems?.splice(before, start - before);
      return value;
    }
    if (value === null) problems?.splice(before);
    return value;
  };
}
