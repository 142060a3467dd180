import type { Span } from '../diagnostics/source-text.ts';

/** The UTF-8 byte range, end exclusive, of a span of UTF-16 offsets in `text`. Pure. */
export function toByteRange(text: string, span: Span): [number, number] {
  const start = byteLength(text.slice(0, span.start));
  return [start, start + byteLength(text.slice(span.start, span.end))];
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
