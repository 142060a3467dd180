import type { Delivery } from './accept.ts';

/** How the texts of parts are put on the wire, each complete the moment it is written. */
export interface Framing {
  readonly contentType: string;
  part(text: string, hasNext: boolean): string;
  /** Before the first part. */
  readonly start: string;
  /** After the last one. */
  readonly end: string;
}

export function framingOf({ framing, format }: Delivery): Framing {
  return framing === 'multipart' ? multipart(format) : EVENT_STREAM;
}

/** A whole answer, which is the text of an object, for who takes nothing but parts: the only one. */
export function frameWhole(delivery: Delivery, text: string): string {
  const framing = framingOf(delivery);
  const part = delivery.framing === 'multipart' ? `${text.slice(0, -1)},"hasNext":false}` : text;
  return framing.start + framing.part(part, false) + framing.end;
}

/**
 * `multipart/mixed` with the boundary `-` (RFC 2046 §5.1, and the incremental delivery RFC of GraphQL over HTTP). The
 * boundary that ends a part goes with it: a reader knows the part as soon as it is there.
 */
function multipart(format: string): Framing {
  return {
    contentType: `multipart/mixed; boundary="-"; ${format}`,
    start: '\r\n---',
    part: (text, hasNext) =>
      `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${text}\r\n---${hasNext ? '' : '--\r\n'}`,
    end: '',
  };
}

/** Distinct connections mode of the GraphQL over Server-Sent Events protocol. */
const EVENT_STREAM: Framing = {
  contentType: 'text/event-stream; charset=utf-8',
  start: '',
  part: (text) => `event: next\ndata: ${text}\n\n`,
  end: 'event: complete\ndata:\n\n',
};
