import type { Span } from '../../diagnostics/source-text.ts';
import type { Selection } from '../../mapping/ast.ts';
import { type Environment, inferSelection } from './infer.ts';
import { type Alternative, has, type NameFault, type Shape, type StaticType, without } from './static-type.ts';
import { variableUses } from './variable-uses.ts';

/** What a place does with the value of its expression. */
export type ExpressionPlace = 'hole' | 'path' | 'object' | 'text' | 'condition' | 'body';

/** What may be read in a place. */
export interface Visibility {
  /** The variables of the language that are allowed, with dollar signs. */
  readonly allowed: readonly string[];
  readonly environment: Environment;
}

export interface ExpressionFault {
  /** A clause that does not say where: "`$args.tags` is a list, where …". */
  readonly message: string;
  readonly hint?: string;
  /** In the mapping text; undefined: the whole of it. */
  readonly span: Span | undefined;
}

/** Every variable that the language has. */
export const LANGUAGE_VARIABLES = [
  '$args',
  '$this',
  '$batch',
  '$config',
  '$context',
  '$request',
  '$response',
  '$status',
  '$env',
] as const;

/**
 * The first thing wrong with an expression in its place: a variable that is not allowed there, then a name that
 * cannot mean anything, then a result of the wrong kind. Connectors spec, "static types of expressions".
 */
export function checkExpression(
  selection: Selection,
  place: ExpressionPlace,
  { allowed, environment }: Visibility,
): ExpressionFault | undefined {
  const variable = forbiddenVariable(selection, allowed);
  if (variable !== undefined) return variable;
  const type = inferSelection(selection, environment);
  return findFault(type) ?? unsuitable(type, place, selection.text);
}

function forbiddenVariable(selection: Selection, allowed: readonly string[]): ExpressionFault | undefined {
  const known: readonly string[] = LANGUAGE_VARIABLES;
  const use = variableUses(selection).find(({ name }) => known.includes(name) && !allowed.includes(name));
  if (use === undefined) return undefined;
  return {
    message: `\`${use.name}\` cannot be used`,
    hint: `Variables here: ${allowed.map((name) => `\`${name}\``).join(', ')}.`,
    span: use.span,
  };
}

/** The first fault that a result contains, whatever it is nested in. */
function findFault(type: StaticType): NameFault | undefined {
  for (const { shape } of type) {
    if (shape.kind === 'fault') return shape.fault;
    const parts = shape.kind === 'list' ? [shape.element] : shape.kind === 'object' ? shape.written : [];
    for (const part of parts) {
      const fault = findFault(part);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

/** The first alternative that the place does not take. */
function unsuitable(type: StaticType, place: ExpressionPlace, text: string): ExpressionFault | undefined {
  const accepted = ACCEPTED[place];
  if (accepted === undefined) return undefined;
  for (const alternative of type) {
    const { shape, at } = alternative;
    if (shape.kind === 'unknown') continue;
    if (!accepted.kinds.includes(shape.kind)) {
      const fact = `${quoted(text, at)} ${couldBe(type)} ${NAMES[shape.kind]}, where ${accepted.wanted} is needed`;
      return { message: fact, hint: hintFor(alternative, type, place), span: at };
    }
    const element = shape.kind === 'list' ? offendingElement(shape.element) : undefined;
    if (element !== undefined) {
      const fact = `an element of ${quoted(text, at)} could be ${NAMES[element.shape.kind]}, where ${accepted.wanted} is needed`;
      return { message: fact, hint: 'Elements must be strings, numbers or booleans.', span: element.at ?? at };
    }
  }
  return undefined;
}

/** What the author wrote, if it is short enough for a sentence. */
function quoted(text: string, at: Span | undefined): string {
  const written = at === undefined ? text.trim() : text.slice(at.start, at.end);
  return written.length > 60 || written.includes('\n') ? 'the value' : `\`${written}\``;
}

function couldBe(type: StaticType): string {
  return type.length === 1 ? 'is' : 'could be';
}

const ELEMENT_KINDS: readonly Shape['kind'][] = ['string', 'number', 'boolean', 'unknown'];

function offendingElement(element: StaticType): Alternative | undefined {
  return without(element, ...ELEMENT_KINDS)[0];
}

interface Accepted {
  readonly kinds: readonly Shape['kind'][];
  readonly wanted: string;
}

const ACCEPTED: Readonly<Record<ExpressionPlace, Accepted | undefined>> = {
  hole: { kinds: ['string', 'number', 'boolean', 'null', 'missing'], wanted: 'a string, number, boolean or null' },
  path: { kinds: ['list'], wanted: 'a list of strings, numbers or booleans' },
  object: { kinds: ['object'], wanted: 'an object' },
  text: { kinds: ['string'], wanted: 'a string' },
  condition: { kinds: ['boolean'], wanted: 'a boolean' },
  body: undefined,
};

const NAMES: Readonly<Record<Shape['kind'], string>> = {
  unknown: 'anything',
  missing: 'missing',
  null: 'null',
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  list: 'a list',
  object: 'an object',
  fault: 'nothing',
};

function hintFor({ shape }: Alternative, type: StaticType, place: ExpressionPlace): string {
  if (place === 'hole' && shape.kind === 'list')
    return 'Join it (`->joinNotNull(",")`) or take one element (`->first`).';
  if (place === 'hole') return 'Read one of its members.';
  if (shape.kind === 'null' || shape.kind === 'missing') {
    return 'Give a value for that case (`??` from v0.3 on, or `->match` with a `[@, …]` pair), or declare it non-null.';
  }
  if (place === 'object') return 'Write members: `name: value`.';
  if (place === 'path') return 'Write a list: `$([…])`.';
  if (place === 'text') return 'Turn it into text: `->toString`, `->jsonStringify` or `->joinNotNull(" ")`.';
  return has(type, 'number') ? 'Compare it: `$status->eq(200)`.' : 'Compare it with `->eq(…)` or `->match(…)`.';
}
