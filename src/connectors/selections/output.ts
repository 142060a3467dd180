import type { Span } from '../../diagnostics/source-text.ts';
import type { Item } from '../../mapping/ast.ts';

/** Where a value comes from: the response, a variable of the request, or the mapping itself. */
export type Origin = 'response' | 'variable' | 'mapping';

/**
 * What a mapping produces, as far as its text tells. Lists are transparent: a group over a list has the group's output.
 */
export type Output =
  /** Whatever was read: it may be anything. */
  | { readonly kind: 'unknown'; readonly origin: Origin }
  /** A string, number or boolean. */
  | { readonly kind: 'leaf'; readonly origin: Origin }
  /** Null or nothing at all. */
  | { readonly kind: 'nothing' }
  | ObjectOutput
  | { readonly kind: 'alternatives'; readonly of: readonly Output[] };

export interface ObjectOutput {
  readonly kind: 'object';
  readonly members: readonly OutputMember[];
  /** What is spread in: one output each, usually alternatives. */
  readonly spreads: readonly Output[];
}

export interface OutputMember {
  readonly name: string;
  /** The item that writes it, and its place in the mapping text. */
  readonly item: Item;
  readonly span: Span;
  readonly value: Output;
  /** `__typename: "Name"` */
  readonly literal?: string;
}

/** The alternatives of an output, nested ones flattened; an output that is none is the only one. */
export function alternativesOf(output: Output): readonly Output[] {
  return output.kind === 'alternatives' ? output.of.flatMap(alternativesOf) : [output];
}

/** The literal `__typename` of an object, its spreads not looked at. */
export function literalTypename(output: ObjectOutput): string | undefined {
  return output.members.findLast(({ name }) => name === '__typename')?.literal;
}

/** Every literal `__typename` at the top of an output, in whatever alternative. */
export function literalTypenames(output: Output): readonly string[] {
  return alternativesOf(output).flatMap((alternative) => {
    if (alternative.kind !== 'object') return [];
    const own = literalTypename(alternative);
    return [...(own === undefined ? [] : [own]), ...alternative.spreads.flatMap(literalTypenames)];
  });
}

/** The outputs of all members of one name; undefined members of something unknown are unknown too. */
export function memberOutputs(output: ObjectOutput, name: string): readonly Output[] {
  const own = output.members.filter((member) => member.name === name).map(({ value }) => value);
  const spread = output.spreads.flatMap(alternativesOf).flatMap((alternative) => {
    if (alternative.kind === 'object') return memberOutputs(alternative, name);
    return alternative.kind === 'unknown' ? [alternative] : [];
  });
  return [...own, ...spread];
}
