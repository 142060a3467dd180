import type { Span } from '../../diagnostics/source-text.ts';
import { isArray, isObject, type Json, kindOf } from '../../json/json.ts';
import { printJson } from '../../json/print-json.ts';
import type { Expression, MethodStep } from '../ast.ts';
import { type Evaluate, extend, type Path, placeAt, type Run, report } from '../run.ts';

/** One `->name(…)` of a text, compiled. */
export interface CallSite {
  readonly step: MethodStep;
  /** What a call adds to the path of its input: `->name`. */
  readonly marker: string;
  readonly arguments: readonly Argument[];
}

export interface Argument {
  readonly node: Expression;
  readonly evaluate: Evaluate;
  /** The elements one by one, if the argument is written as an array: what `->match` looks at. */
  readonly elements: readonly Evaluate[] | undefined;
}

/** One call of a method: its arguments, evaluated when asked for, and its way to say what is wrong. */
export class Call {
  readonly site: CallSite;
  readonly #input: Json;
  readonly #dollar: Json;
  /** Placed at the call: what an argument sees as `@` comes from here. */
  readonly #run: Run;

  /** `place` is the input's, known only while tracing. */
  constructor(site: CallSite, input: Json, dollar: Json, run: Run, place: Path | undefined) {
    this.site = site;
    this.#input = input;
    this.#dollar = dollar;
    this.#run = run.trace === undefined ? run : placeAt(run, extend(place, site.marker));
  }

  /** How many arguments there are; parentheses with nothing in them hold none. */
  get count(): number {
    return this.site.arguments.length;
  }

  get hasParentheses(): boolean {
    return this.site.step.args !== undefined;
  }

  /** The value of an argument, with `@` = the method's input. */
  argument(index: number): Json | undefined {
    return this.site.arguments[index]?.evaluate(this.#dollar, this.#input, this.#run);
  }

  /** The value of the first argument, with `@` = an element of the method's input. */
  argumentFor(element: Json, index: number): Json | undefined {
    const { trace } = this.#run;
    const run = trace === undefined ? this.#run : placeAt(this.#run, extend(trace.at, index));
    return this.site.arguments[0]?.evaluate(this.#dollar, element, run);
  }

  /** The value of something written inside an argument. */
  value(part: Evaluate): Json | undefined {
    return part(this.#dollar, this.#input, this.#run);
  }

  /** Reports what the method requires, and what was found instead; answers "no value". */
  fail(requirement: string, ...found: Found): undefined {
    return this.#report(`Method ->${this.site.step.name} ${requirement}`, found, this.site.step.nameSpan);
  }

  /** The same, where the sentence does not begin with the method. */
  failWith(sentence: string): undefined {
    return this.#report(sentence, [], this.site.step.nameSpan);
  }

  /** The same, where the whole call is to blame rather than its name. */
  failWhole(requirement: string, ...found: Found): undefined {
    return this.#report(`Method ->${this.site.step.name} ${requirement}`, found, this.site.step.span);
  }

  /** The same, where one argument is to blame. */
  failAtArgument(position: number, requirement: string, ...found: Found): undefined {
    const span = this.site.arguments[position]?.node.span ?? this.site.step.nameSpan;
    return this.#report(`Method ->${this.site.step.name} ${requirement}`, found, span);
  }

  /** Reports a condition that is neither true nor false: for an element of the input, or for the input as a whole. */
  failCondition(found: Json | undefined, index?: number): undefined {
    const message = `->${this.site.step.name} condition must be a boolean`;
    return this.#report(message, [found], this.site.step.nameSpan, index);
  }

  /** The one place where a message is put together; never reached unless somebody listens. */
  #report(sentence: string, found: Found, span: Span, index?: number): undefined {
    const { trace } = this.#run;
    if (trace === undefined) return undefined;
    const message = found.length === 0 ? sentence : `${sentence}, found ${describe(found[0])}`;
    report(trace, message, index === undefined ? trace.at : extend(trace.at, index), span);
    return undefined;
  }
}

/** What was found instead of what is required, where that can be said. */
type Found = readonly [] | readonly [Json | undefined];

/** Scalars as they are, but short; of arrays and objects only the kind. */
function describe(found: Json | undefined): string {
  if (found === undefined) return 'nothing';
  if (isArray(found) || isObject(found)) return kindOf(found);
  const text = printJson(found);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
