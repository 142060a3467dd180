import type { Span } from '../diagnostics/source-text.ts';

/** The UTF-8 byte range, end exclusive, of a span of UTF-16 offsets in `text`. Pure. */
export function toByteRange(text: string, span: Span): [number, number] {
  return createByteRanges(text)(span);
}

/** {@link toByteRange} for many spans of one text: each costs the same, wherever it stands. Pure. */
export function createByteRanges(text: string): (span: Span) => [number, number] {
  const isAscii = new TextEncoder().encode(text).length === text.length;
  if (isAscii) return ({ start, end }) => [start, end];
  const offsets = byteOffsets(text);
  return ({ start, end }) => [offsets[start] ?? 0, offsets[end] ?? 0];
}

/** For every UTF-16 offset the number of bytes before it. */
function byteOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    offsets[at] = bytes;
    const codePoint = text.codePointAt(at) ?? 0;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    if (codePoint >= 0x10000) offsets[++at] = bytes; // the second half of a pair
  }
  offsets[text.length] = bytes;
  return offsets;
}
