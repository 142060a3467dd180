import type { Span } from '../diagnostics/source-text.ts';
import type { Json } from '../json/json.ts';
import type { Problem, Scope } from './scope.ts';

/** A compiled expression: from `$`, `@` and the variables to a value, or `undefined` for "no value". */
export type Evaluate = (dollar: Json, at: Json, run: Run) => Json | undefined;

/**
 * What stays the same for a stretch of an evaluation. Values that change with every step are arguments instead, so
 * that a run is handed down as it is; only `->as` and, while tracing, a change of place make a new one.
 */
export interface Run {
  readonly scope: Scope;
  readonly locals: Local | undefined;
  /** Present only if somebody wants to know the problems: without it no path and no message is ever made. */
  readonly trace: Trace | undefined;
}

/** A name bound by `->as`, innermost first. */
export interface Local {
  readonly name: string;
  readonly value: Json;
  readonly outer: Local | undefined;
}

/** Where `$` and `@` come from, and the problems met so far. */
export interface Trace {
  readonly dollar: Path | undefined;
  readonly at: Path | undefined;
  readonly problems: Problem[];
}

/** A path as a list from its last element to its first; `undefined` is the input itself. */
export interface Path {
  readonly parent: Path | undefined;
  readonly key: string | number;
}

export function report(trace: Trace, message: string, path: Path | undefined, span: Span): void {
  trace.problems.push({ message, path: toArray(path), span });
}

export function extend(parent: Path | undefined, key: string | number): Path {
  return { parent, key };
}

/** The run inside a group that is applied to a value at `path`. */
export function placeGroup(run: Run, path: Path | undefined): Run {
  return run.trace === undefined ? run : { ...run, trace: { ...run.trace, dollar: path, at: path } };
}

/** The run of what sees another `@`: an argument of a method. */
export function placeAt(run: Run, path: Path | undefined): Run {
  return run.trace === undefined ? run : { ...run, trace: { ...run.trace, at: path } };
}

export function bindLocal(run: Run, name: string, value: Json): Run {
  return { ...run, locals: { name, value, outer: run.locals } };
}

/** The value of a variable; locals hide what comes from outside. */
export function readVariable(run: Run, name: string): Json | undefined {
  for (let local = run.locals; local !== undefined; local = local.outer) {
    if (local.name === name) return local.value;
  }
  return run.scope[name]; // names start with a dollar sign, hence nothing is inherited
}

function toArray(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let place = path; place !== undefined; place = place.parent) keys.push(place.key);
  return keys.reverse();
}
