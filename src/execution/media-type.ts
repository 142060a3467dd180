import { BoundedMap } from '../memo/bounded-map.ts';

/** A media type without its meaning: `text/plain; charset=latin1`. */
export interface MediaType {
  readonly type: string;
  readonly subtype: string;
  /** By lower-case name, unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads a `content-type` header; undefined when it is none. Faulty parameters are skipped. RFC 9110 §8.3.1. Pure. */
export function parseMediaType(header: string): MediaType | undefined {
  const known = READ.get(header);
  if (known !== undefined) return known;
  const read = readMediaType(header);
  if (read !== undefined) READ.set(header, read);
  return read;
}

/** Upstreams say the same few things over and over. */
const READ = new BoundedMap<string, MediaType>(64);

function readMediaType(header: string): MediaType | undefined {
  const match = MEDIA_TYPE.exec(header);
  if (match === null) return undefined;
  const [all, type = '', subtype = ''] = match;
  const parameters = new Map<string, string>();
  for (const [, name = '', token, quoted] of header.slice(all.length).matchAll(PARAMETER)) {
    const value = token ?? (quoted ?? '').replace(/\\(.)/g, '$1');
    if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
  }
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters };
}

/** `application/json`, `text/json`, and anything with the suffix `+json` (RFC 6839 §3.1). */
export function isJsonType({ subtype }: MediaType): boolean {
  return subtype === 'json' || subtype.endsWith('+json');
}

const MEDIA_TYPE = /^[ \t]*([\w!#$%&'*+.^`|~-]+)\/([\w!#$%&'*+.^`|~-]+)[ \t]*(?=;|$)/;

const PARAMETER = /;[ \t]*([\w!#$%&'*+.^`|~-]+)=(?:([\w!#$%&'*+.^`|~-]+)|"((?:[^"\\]|\\.)*)")/g;
