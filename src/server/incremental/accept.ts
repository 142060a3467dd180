import type { Cut } from '../../incremental/part.ts';
import { BoundedMap } from '../../memo/bounded-map.ts';
import { remember } from '../../memo/remember.ts';

/** How an answer in parts goes over the wire. */
export interface Delivery {
  readonly framing: 'multipart' | 'event stream';
  readonly format: Format;
}

/** What clients call the two shapes of parts. */
export type Format = 'deferSpec=20220824' | 'incrementalSpec=v0.2';

/** What an `Accept` header says of answers in parts. */
export interface Accepted {
  /** Present if the client takes parts at least as gladly as one whole answer. */
  readonly parts: Delivery | undefined;
  /** Whether it takes a whole answer as JSON, too. */
  readonly whole: boolean;
}

/** The older format wants each fragment with all of its fields, because clients read it by itself. */
export function cutOf({ format }: Delivery): Cut {
  return format === 'deferSpec=20220824' ? 'whole' : 'once';
}

/**
 * Reads an `Accept` header (RFC 9110 §12.5.1) for parts. `multipart/mixed` says its format exactly: without one, or with
 * one that is not ours, it is not for us. An event stream without one has the format that all readers of event streams
 * can merge. Of ranges liked equally, parts win: who lists them can read them. Pure.
 */
export function readAccept(header: string | undefined): Accepted {
  if (header === undefined || header.length > MAX_HEADER) return WHOLE_ONLY;
  let parts: Delivery | undefined;
  let partsQuality = 0;
  let wholeQuality = 0;
  for (const { type, parameters, quality } of rangesOf(header)) {
    if (WHOLE.has(type)) wholeQuality = Math.max(wholeQuality, quality);
    const delivery = deliveryOf(type, parameters);
    if (delivery === undefined || quality <= partsQuality) continue;
    parts = delivery;
    partsQuality = quality;
  }
  return { parts: partsQuality >= wholeQuality ? parts : undefined, whole: wholeQuality > 0 || parts === undefined };
}

const EVENT_STREAM_FORMAT: Format = 'deferSpec=20220824';

/** The same, for headers that come again and again. */
export function acceptedBy(header: string | undefined): Accepted {
  if (header === undefined || !/spec|event-stream/i.test(header)) return WHOLE_ONLY;
  return remember(KNOWN, header, () => readAccept(header));
}

const WHOLE_ONLY: Accepted = { parts: undefined, whole: true };

const KNOWN = new BoundedMap<string, Accepted>(100);

/** Longer ones are nobody's. */
const MAX_HEADER = 4_096;

const WHOLE: ReadonlySet<string> = new Set([
  'application/json',
  'application/graphql-response+json',
  'application/*',
  '*/*',
]);

function deliveryOf(type: string, parameters: ReadonlyMap<string, string>): Delivery | undefined {
  const format = formatOf(parameters);
  if (format === 'unknown') return undefined;
  if (type === 'multipart/mixed') return format && { framing: 'multipart', format };
  return type === 'text/event-stream' ? { framing: 'event stream', format: format ?? EVENT_STREAM_FORMAT } : undefined;
}

function formatOf(parameters: ReadonlyMap<string, string>): Format | 'unknown' | undefined {
  if (parameters.has('subscriptionspec')) return undefined;
  const defer = parameters.get('deferspec');
  const incremental = parameters.get('incrementalspec');
  if (defer === undefined && incremental === undefined) return undefined;
  if (defer === '20220824' && incremental === undefined) return 'deferSpec=20220824';
  return defer === undefined && incremental === 'v0.2' ? 'incrementalSpec=v0.2' : 'unknown';
}

interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

function rangesOf(header: string): readonly Range[] {
  return splitOutside(header, ',').flatMap((text) => {
    const [type = '', ...rest] = splitOutside(text, ';').map((part) => part.trim());
    const parameters = new Map(rest.map(parameterOf));
    const weight = Number(parameters.get('q') ?? 1);
    const quality = Number.isNaN(weight) ? 0 : Math.min(1, weight);
    return type === '' || quality <= 0 ? [] : [{ type: type.toLowerCase(), parameters, quality }];
  });
}

function parameterOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at === -1) return [text.toLowerCase(), ''];
  const value = text.slice(at + 1).trim();
  return [text.slice(0, at).trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1')];
}

/** Splits at a sign that stands outside of quotes. */
function splitOutside(text: string, sign: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    if (isQuoted || text[at] !== sign) continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)];
}
