import type { AnswerFreshness } from '../answer-freshness.ts';
import type { Coding } from './coding.ts';
import type { Printed } from './print-result.ts';

/** `Cache-Control` of a healthy answer. What is no whole second any more is nothing. Pure. */
export function cacheControlOf(freshness: AnswerFreshness | undefined, nowEpochMs: number): string {
  if (freshness === undefined) return 'no-store';
  const { untilEpochMs, isPrivate } = freshness;
  const seconds = Math.floor((untilEpochMs - nowEpochMs) / 1000);
  if (seconds <= 0) return 'no-store';
  return isPrivate ? `private, max-age=${seconds}` : `max-age=${seconds}`;
}

/** What every answer to an operation depends on. */
const ALWAYS = ['accept', 'accept-encoding'];
const ALWAYS_LINE = ALWAYS.join(', ');

/** What can be the name of a header (RFC 9110 §5.6.2); a schema may ask for one that nobody can send. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** `Vary` of an answer: what of the request it depends on (RFC 9110 §12.5.5). Pure. */
export function varyOf(freshness: AnswerFreshness | undefined): string {
  const others = freshness?.dependsOn.filter((name) => !ALWAYS.includes(name) && TOKEN.test(name)) ?? [];
  return others.length === 0 ? ALWAYS_LINE : [ALWAYS_LINE, ...others].join(', ');
}

/** A strong validator of an answer's bytes: of another media type, or in another coding, they have another one (RFC 9110 §8.8.3). */
export function entityTagOf({ digest }: Printed, contentType: string | undefined, coding: Coding | undefined): string {
  const media = contentType?.startsWith('application/graphql-response+json') === true ? '-graphql' : '';
  return coding === undefined ? `"${digest}${media}"` : `"${digest}${media}-${coding}"`;
}

/** Whether a client has what it would be sent: one of its validators is this one, strong or weak (RFC 9110 §13.1.2). Pure. */
export function hasMatch(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, opaque]) => opaque === entityTag);
}
