import type { Json } from '../json/json.ts';
import type { Body, Dialect, Selection } from './ast.ts';
import { compileExpression } from './compile-expression.ts';
import { compileList } from './compile-list.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Run } from './run.ts';
import type { Problem, Scope } from './scope.ts';

/** A mapping as a pure function from a JSON value and variables to a JSON value or none. Neither way throws. */
export interface CompiledSelection {
  /** The value alone: nothing is done for problems. */
  evaluate(input: Json, scope: Scope): Json | undefined;
  /** The same value with what was noticed on the way, in evaluation order, each thing once. */
  trace(input: Json, scope: Scope): Traced;
}

export interface Traced {
  readonly value: Json | undefined;
  readonly problems: readonly Problem[];
}

/** Turns a parsed mapping into closures, once per schema; every request then only runs them. */
export function compileSelection(selection: Selection): CompiledSelection {
  const evaluate = compileBody(selection.body, createCompiler(selection.dialect));
  return {
    evaluate: (input, scope) => evaluate(input, input, { scope, locals: undefined, trace: undefined }),
    trace(input, scope) {
      const problems: Problem[] = [];
      const run: Run = { scope, locals: undefined, trace: { dollar: undefined, at: undefined, problems } };
      const value = evaluate(input, input, run);
      return { value, problems: withoutRepetitions(problems) };
    },
  };
}

function createCompiler(dialect: Dialect): Compiler {
  const compiler: Compiler = {
    dialect,
    expression: (expression) => compileExpression(expression, compiler),
    list: (list) => compileList(list, compiler),
  };
  return compiler;
}

function compileBody(body: Body, compiler: Compiler): Evaluate {
  switch (body.kind) {
    case 'Value':
      return compiler.expression(body.value);
    case 'List': {
      const apply = compiler.list(body.list);
      return (dollar, _at, run) => apply(dollar, run);
    }
  }
}

/** A problem counts once per text: bare keys inside `->map`, say, fail in the same way for every element. */
function withoutRepetitions(problems: readonly Problem[]): readonly Problem[] {
  const known = new Set<string>();
  return problems.filter(({ message, path, span }) => {
    const identity = JSON.stringify([span.start, span.end, message, path]);
    const isNew = !known.has(identity);
    known.add(identity);
    return isNew;
  });
}
