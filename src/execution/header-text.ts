/**
 * Header values are bytes. Node and undici carry them as strings with one character per byte; people write and
 * read UTF-8 (RFC 9110 §5.5 leaves bytes above 127 to whom they concern). These two functions are the border.
 */

/** Text as it goes on the wire: its UTF-8 bytes, one character each. */
export function encodeHeader(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** A header as received, read as UTF-8 where that is possible and as Latin-1 where it is not. */
export function decodeHeader(value: string): string {
  if (isAscii(value)) return value;
  try {
    return UTF8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
