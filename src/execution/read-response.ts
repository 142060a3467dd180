import type { Json } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { parseJson } from '../json/parse-json.ts';
import type { UpstreamResponse } from '../upstream/upstream.ts';
import { isJsonType, parseMediaType } from './media-type.ts';

export interface DecodeOptions {
  /** Types that no mapping can read (HTML, images) are null instead of a fault. */
  readonly lenientContentTypes: boolean;
}

/** `message` says what came instead, without showing it: "… answered with a body that is not valid JSON". */
export interface BodyFault {
  readonly kind: 'bad response';
  readonly message: string;
}

/** What a body turns out to be, before anybody decides whether a type that cannot be read matters. */
export type DecodedBody =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'unreadable type' }
  | { readonly kind: 'broken'; readonly message: string };

/**
 * The value of a body as mappings see it: nothing is null, JSON types and missing types are parsed, `text/plain` is
 * a string in its charset (RFC 9110 §8.3; labels of the Encoding standard). Other types are a fault unless
 * `lenientContentTypes`, broken JSON and undecodable text always. Pure.
 */
export function decodeBody(response: UpstreamResponse, options: DecodeOptions): Outcome<Json, BodyFault> {
  const body = classifyBody(response);
  switch (body.kind) {
    case 'value':
      return success(body.value);
    case 'broken':
      return failed({ kind: 'bad response', message: body.message });
    case 'unreadable type':
      return options.lenientContentTypes ? success(null) : failed(UNREADABLE_TYPE);
  }
}

export const UNREADABLE_TYPE: BodyFault = {
  kind: 'bad response',
  message: 'a content type that is neither JSON nor plain text',
};

/** Decodes a body once, however many callers share the response object. */
export function classifyBody(response: UpstreamResponse): DecodedBody {
  response.reading ??= decode(response);
  return response.reading as DecodedBody;
}

function decode({ headers, body }: UpstreamResponse): DecodedBody {
  if (body.byteLength === 0 || headers.get('content-length')?.[0] === '0') return { kind: 'value', value: null };
  const header = headers.get('content-type')?.[0];
  const type = header === undefined ? undefined : parseMediaType(header);
  if (type === undefined || isJsonType(type)) return decodeJson(body);
  if (type.type === 'text' && type.subtype === 'plain') return decodeText(body, type.parameters.get('charset'));
  return { kind: 'unreadable type' };
}

/** JSON is UTF-8, whatever a charset parameter claims (RFC 8259 §8.1). */
function decodeJson(body: Uint8Array): DecodedBody {
  const text = decodeWith(UTF8, body);
  if (text === undefined) return { kind: 'broken', message: 'JSON that is not valid UTF-8' };
  const value = parseJson(text);
  return value.ok
    ? { kind: 'value', value: value.value }
    : { kind: 'broken', message: `a body that ${value.failure.message}` };
}

function decodeText(body: Uint8Array, charset: string | undefined): DecodedBody {
  const decoder = decoderFor(charset);
  const text = decodeWith(decoder, body);
  if (text === undefined) return { kind: 'broken', message: `plain text that is not valid ${decoder.encoding}` };
  return { kind: 'value', value: text };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decoderFor(charset: string | undefined): TextDecoder {
  if (charset === undefined) return UTF8;
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return UTF8; // a label that nobody knows
  }
}

function decodeWith(decoder: TextDecoder, body: Uint8Array): string | undefined {
  try {
    return decoder.decode(body);
  } catch {
    return undefined;
  }
}
