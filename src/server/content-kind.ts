import { MIMEType } from 'node:util';
import { BoundedMap } from '../memo/bounded-map.ts';

/** What a request's `content-type` announces: what is read, what only CSRF prevention looks at, or neither. */
export interface ContentKind {
  readonly kind: 'json' | 'plain text' | 'none of ours';
}

const JSON_KIND: ContentKind = { kind: 'json' };
const PLAIN_TEXT: ContentKind = { kind: 'plain text' };
const NONE_OF_OURS: ContentKind = { kind: 'none of ours' };

/** The kind of a body by its header; JSON is UTF-8 (RFC 8259 §8.1), and said to be anything else it is none of ours. */
export function contentKindOf(contentType: string): ContentKind {
  if (contentType === 'application/json') return JSON_KIND;
  const known = kinds.get(contentType);
  if (known !== undefined) return known;
  const kind = readKind(contentType);
  if (contentType.length <= MAX_KEPT_LENGTH) kinds.set(contentType, kind);
  return kind;
}

const MAX_KEPT_LENGTH = 200;
const kinds = new BoundedMap<string, ContentKind>(100);

function readKind(contentType: string): ContentKind {
  try {
    const { essence, params } = new MIMEType(contentType);
    switch (essence) {
      case 'application/json':
        return UTF_8.test(params.get('charset') ?? 'utf-8') ? JSON_KIND : NONE_OF_OURS;
      case 'text/plain':
        return PLAIN_TEXT;
      default:
        return NONE_OF_OURS;
    }
  } catch {
    return NONE_OF_OURS;
  }
}

/** As clients spell it; US-ASCII is a part of it. */
const UTF_8 = /^(?:utf-?8|us-ascii)$/i;
