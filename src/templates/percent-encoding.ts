/**
 * A value as it may stand in a URL: everything but RFC 3986's unreserved characters (`A–Z a–z 0–9 - . _ ~`) is
 * percent-encoded as UTF-8, so that a value can never end the segment or parameter it stands in. Pure.
 */
export function encodeValue(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(SPARED_BY_ENGINE, percentOf);
}

/**
 * Constant text of a URL, written by an author: only characters that are illegal in URLs are encoded. Delimiters
 * and existing `%XX` stay, hence nothing is encoded twice. Pure.
 */
export function encodeConstant(text: string): string {
  return text.toWellFormed().replace(ILLEGAL_IN_URL, encodeURIComponent);
}

const UNRESERVED = /^[\w.~-]*$/;

/** `encodeURIComponent` leaves these bare although RFC 3986 §2.2 reserves them. */
const SPARED_BY_ENGINE = /[!'()*]/g;

const ILLEGAL_IN_URL = /[^\x21-\x7e]|["<>\\^`{|}]/gu;

function percentOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
