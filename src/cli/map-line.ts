import type { Span } from '../diagnostics/source-text.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Dialect } from '../mapping/ast.ts';
import { toByteRange } from '../mapping/byte-range.ts';
import type { Scope } from '../mapping/scope.ts';
import type { SyntaxFault } from '../mapping/syntax-error.ts';

/** What a line without `spec` or `vars` means. */
export interface LineDefaults {
  readonly dialect: Dialect;
  readonly scope: Scope;
}

/** Turns one line, already read as an object, into its answer. */
export type AnswerLine = (line: JsonObject) => JsonObject;

/** What is wrong with a line, as its answer's `error`. */
export interface LineFault {
  readonly message: string;
  /** Which member of a request is meant: `http.body`. */
  readonly at?: string;
  /** Bytes in that text, end exclusive. */
  readonly range?: readonly [number, number];
}

export function errorAnswer(fault: LineFault): JsonObject {
  return { error: { ...fault } };
}

/** The fault of a text that does not parse; its message says what to write instead, too. */
export function syntaxFault(fault: SyntaxFault, text: string): LineFault {
  const { message, hint, span } = fault;
  return { message: hint === undefined ? message : `${message} ${hint}`, range: toByteRange(text, span) };
}

/** A fault met while running a template. */
export function runFault(fault: { readonly message: string; readonly span: Span }, text: string): LineFault {
  return { message: fault.message, range: toByteRange(text, fault.span) };
}

/** The grammar of a version such as `0.3`. */
export function dialectOfSpec(spec: Json): Outcome<Dialect, LineFault> {
  const dialect = typeof spec === 'string' ? DIALECTS.get(spec.replace(/^v/, '')) : undefined;
  if (dialect !== undefined) return success(dialect);
  return failed({
    message: `\`spec\` must be one of ${[...DIALECTS.keys()].map((known) => `"${known}"`).join(', ')}.`,
  });
}

const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ['0.1', 'A'],
  ['0.2', 'A'],
  ['0.3', 'B'],
  ['0.4', 'C'],
]);

/** Variables by name with the dollar sign. */
export function scopeOfVars(vars: Json): Outcome<Scope, LineFault> {
  if (!isObject(vars)) return failed({ message: '`vars` must be an object, as in {"$args": {"id": 1}}.' });
  const wrong = Object.keys(vars).find((name) => !/^\$[A-Za-z_]\w*$/.test(name));
  if (wrong === undefined) return success(vars);
  return failed({ message: '`vars` must name variables with their dollar sign, as in {"$args": {"id": 1}}.' });
}

/** Grammar and variables of one line. */
export function readContext(line: JsonObject, defaults: LineDefaults): Outcome<LineDefaults, LineFault> {
  const dialect = line.spec === undefined ? success(defaults.dialect) : dialectOfSpec(line.spec);
  if (!dialect.ok) return dialect;
  const scope = line.vars === undefined ? success(defaults.scope) : scopeOfVars(line.vars);
  return scope.ok ? success({ dialect: dialect.value, scope: scope.value }) : scope;
}

export function readText(line: JsonObject, member: string): Outcome<string, LineFault> {
  const text = line[member];
  return typeof text === 'string'
    ? success(text)
    : failed({ message: `The line needs a member \`${member}\` with text.` });
}
