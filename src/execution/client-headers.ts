import { decodeHeader } from './header-text.ts';

/**
 * The header lines of a client's request: by lower-case name, one string per line, as received, that is one
 * character per byte (as Node delivers them), so that they can be forwarded byte for byte. What mappings see of
 * them is {@link decodeHeader}'s.
 */
export type ClientHeaders = ReadonlyMap<string, readonly string[]>;

/** Reads `IncomingMessage.rawHeaders`: names and values in turn, repeated lines kept apart. */
export function readClientHeaders(rawHeaders: readonly string[]): ClientHeaders {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const lines = headers.get(name);
    if (lines === undefined) headers.set(name, [value]);
    else lines.push(value);
  }
  return headers;
}

/** The lines of one header as text for `$request.headers`; undefined when the client did not send it. */
export function clientHeaderText(headers: ClientHeaders, name: string): readonly string[] | undefined {
  return headers.get(name)?.map(decodeHeader);
}
