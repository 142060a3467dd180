import type { Span } from '../diagnostics/source-text.ts';

/**
 * The grammar an author writes in, chosen by the version of the connect link:
 * A up to v0.2, B for v0.3, C for v0.4 (the unified grammar).
 */
export type Dialect = 'A' | 'B' | 'C';

/** A whole mapping text. Spans are UTF-16 offsets into `text`. */
export interface Selection {
  readonly kind: 'Selection';
  readonly dialect: Dialect;
  readonly text: string;
  readonly body: Body;
}

/**
 * What a text is: one expression whose value is the result as it stands (an anonymous path, a lone implicit
 * spread, or any expression of dialect C), or a list of items that builds an object, element-wise on a root array.
 */
export type Body =
  | { readonly kind: 'Value'; readonly value: Expression }
  | { readonly kind: 'List'; readonly list: List };

/** The items of a group, of a text, or (dialect C) of an object. `span` covers the braces if there are any. */
export interface List {
  readonly items: readonly Item[];
  readonly span: Span;
}

export type Item = FieldItem | AliasItem | SpreadItem | AnonymousItem;

/** `key`, `key?`, `key { … }`, `key? { … }`: the output name is the key itself. */
export interface FieldItem {
  readonly kind: 'Field';
  readonly key: Key;
  /** The same thing as a path, for whoever evaluates it. */
  readonly value: PathExpression;
  readonly span: Span;
}

/** `name: expression` or `name: { … }`; the braces are a {@link GroupExpression} in A and B, an object in C. */
export interface AliasItem {
  readonly kind: 'Alias';
  readonly name: Key;
  readonly value: Expression | GroupExpression;
  readonly span: Span;
}

/** `a.b { … }` among other items (implicit, A and B as well as C) or `... expression` (explicit, C only). */
export interface SpreadItem {
  readonly kind: 'Spread';
  readonly explicit: boolean;
  readonly value: Expression;
  readonly span: Span;
}

/** A path without name and without group: the sole item of its list. */
export interface AnonymousItem {
  readonly kind: 'Anonymous';
  readonly value: Expression;
  readonly span: Span;
}

/** A name as written; `quoted` matters to problem messages. `span` includes the quotes. */
export interface Key {
  readonly name: string;
  readonly quoted: boolean;
  readonly span: Span;
}

export type Expression = LiteralExpression | ArrayExpression | ObjectExpression | ChainExpression | PathExpression;

export interface LiteralExpression {
  readonly kind: 'Literal';
  readonly value: string | number | bigint | boolean | null;
  readonly span: Span;
}

export interface ArrayExpression {
  readonly kind: 'Array';
  readonly elements: readonly Expression[];
  readonly span: Span;
}

/** `{ … }` in value position: keeps the surrounding `$`. In A and B every item is an alias. */
export interface ObjectExpression {
  readonly kind: 'Object';
  readonly list: List;
  readonly span: Span;
}

/** `a ?? b ?? c` or `a ?! b`; one operator per chain, at least two operands. */
export interface ChainExpression {
  readonly kind: 'Chain';
  readonly operator: '??' | '?!';
  readonly operands: readonly Expression[];
  readonly span: Span;
}

/** `alias: { … }` of dialects A and B: an object built from the current `$`. */
export interface GroupExpression {
  readonly kind: 'Group';
  readonly list: List;
  readonly span: Span;
}

/** A head, steps, and at the very end possibly a group. A literal with steps has an `Inline` head. */
export interface PathExpression {
  readonly kind: 'Path';
  readonly head: Head;
  readonly steps: readonly Step[];
  readonly group?: List;
  readonly span: Span;
}

export type Head =
  | { readonly kind: 'Key'; readonly key: Key; readonly span: Span }
  | { readonly kind: 'Dollar'; readonly span: Span }
  | { readonly kind: 'At'; readonly span: Span }
  /** `name` includes the dollar sign: `$args`. */
  | { readonly kind: 'Variable'; readonly name: string; readonly span: Span }
  /** `$( expression )`. */
  | { readonly kind: 'Parenthesised'; readonly value: Expression; readonly span: Span }
  /** A literal, array or object with steps behind it. */
  | { readonly kind: 'Inline'; readonly value: Expression; readonly span: Span };

export type Step = KeyStep | MethodStep | OptionalStep;

/** `.key`; `span` is the key's, without the dot. */
export interface KeyStep {
  readonly kind: 'Key';
  readonly key: Key;
  readonly span: Span;
}

/** `->name` or `->name(args)`; `args` is absent when there are no parentheses. `span` runs from the name to the closing parenthesis. */
export interface MethodStep {
  readonly kind: 'Method';
  readonly name: string;
  readonly nameSpan: Span;
  readonly args?: readonly Expression[];
  readonly span: Span;
}

/** `?` */
export interface OptionalStep {
  readonly kind: 'Optional';
  readonly span: Span;
}
