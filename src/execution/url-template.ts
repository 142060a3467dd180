import type { Piece } from '../templates/piece.ts';

/**
 * A URL template taken apart as RFC 3986 §3 does, the fragment dropped. Values are percent-encoded and hold no
 * delimiter, so the parts are known before any value is: a value cannot leave the part it stands in.
 */
export interface UrlTemplate {
  /** Scheme and authority; absent for a relative reference. */
  readonly origin?: readonly Piece[];
  /** The path between its slashes: `/a/b` is three segments, the first of them empty. */
  readonly segments: readonly (readonly Piece[])[];
  readonly query: readonly Piece[];
}

/** Takes a reference apart that is relative by definition: whatever it holds, it is never taken for a host. */
export function splitRelativeUrl(pieces: readonly Piece[]): UrlTemplate {
  const [withoutFragment] = cut(pieces, '#');
  const [path, query = []] = cut(withoutFragment, '?');
  return { segments: splitAll(path, '/'), query };
}

/** Takes a URL with scheme and authority apart; undefined when there is no `://` before path and query. */
export function splitAbsoluteUrl(pieces: readonly Piece[]): UrlTemplate | undefined {
  const [withoutFragment] = cut(pieces, '#');
  const [beforeQuery, query = []] = cut(withoutFragment, '?');
  const [scheme, hierarchy] = cut(beforeQuery, '://');
  if (hierarchy === undefined) return undefined;
  const [authority, path] = cut(hierarchy, '/');
  const origin: Piece[] = [...scheme, { kind: 'Text', text: '://' }, ...authority];
  return { origin, segments: path === undefined ? [[]] : [[], ...splitAll(path, '/')], query };
}

/** The pieces before and after the first `delimiter` that stands in constant text. */
function cut(pieces: readonly Piece[], delimiter: string): [before: readonly Piece[], after?: readonly Piece[]] {
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'Hole') continue;
    const at = piece.text.indexOf(delimiter);
    if (at === -1) continue;
    const before = [...pieces.slice(0, index), ...textPiece(piece.text.slice(0, at))];
    const after = [...textPiece(piece.text.slice(at + delimiter.length)), ...pieces.slice(index + 1)];
    return [before, after];
  }
  return [pieces];
}

function splitAll(pieces: readonly Piece[], delimiter: string): readonly (readonly Piece[])[] {
  const [before, after] = cut(pieces, delimiter);
  return after === undefined ? [before] : [before, ...splitAll(after, delimiter)];
}

function textPiece(text: string): readonly Piece[] {
  return text === '' ? [] : [{ kind: 'Text', text }];
}
