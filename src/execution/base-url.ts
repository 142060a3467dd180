import { type Outcome, success } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import { encodeConstant } from '../templates/percent-encoding.ts';
import { compilePiece, expandPieces, type Piece, type TemplateFault } from '../templates/piece.ts';
import type { Template, TemplatePart } from '../templates/template.ts';

/**
 * A base URL template cut where its scheme and host end. What stands before is the operator's, from `$config` and
 * `$env`: a host with its port, or a whole origin, is taken as it stands. Holes behind are values like any others.
 */
export interface BaseUrl {
  /** Scheme and host, and whatever path the operator's value has behind them. */
  readonly expandHead: (scope: Scope) => Outcome<string, TemplateFault>;
  readonly isHeadConstant: boolean;
  readonly rest: readonly Piece[];
}

/** Compiles a base URL template. Pure. */
export function compileBaseUrl({ parts }: Pick<Template, 'parts'>): BaseUrl {
  const [head, rest] = cutAfterAuthority(parts);
  const pieces = head.map((part) => compilePiece(part, 'string'));
  return {
    expandHead(scope) {
      const text = expandPieces(pieces, scope);
      return text.ok ? success(encodeConstant(text.value)) : text;
    },
    isHeadConstant: !head.some(({ kind }) => kind === 'Hole'),
    rest: rest.map((part) => compilePiece(part, 'uri')),
  };
}

/** The whole of a base URL as text, or the fault of the first hole that has none. Pure. */
export function expandBaseUrl(template: Pick<Template, 'parts'>, scope: Scope): Outcome<string, TemplateFault> {
  const { expandHead, rest } = compileBaseUrl(template);
  const head = expandHead(scope);
  return head.ok ? expandPieces([{ kind: 'Text', text: head.value }, ...rest], scope) : head;
}

/** The parts before and behind the first `/`, `?` or `#` that is not one of the slashes of `://`. */
function cutAfterAuthority(
  parts: readonly TemplatePart[],
): readonly [readonly TemplatePart[], readonly TemplatePart[]] {
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'Hole') continue;
    const at = /(?<!:|:\/)[/?#]/.exec(part.text)?.index;
    if (at === undefined) continue;
    const before = { ...part, text: part.text.slice(0, at) };
    const behind = { ...part, text: part.text.slice(at) };
    return [
      [...parts.slice(0, index), before],
      [behind, ...parts.slice(index + 1)],
    ];
  }
  return [parts, []];
}
