import { isObject, type Json, type JsonObject, type MutableJsonObject, ownMember } from '../json/json.ts';
import type { UpstreamResponse } from '../upstream/upstream.ts';
import { parseMediaType } from './media-type.ts';

/** The members that RFC 9457 §3.1 defines, and the kinds it gives them. */
const MEMBERS = { type: 'string', title: 'string', status: 'number', detail: 'string', instance: 'string' } as const;

export type ProblemMember = keyof typeof MEMBERS;

/**
 * The problem details of an answer that says it carries them (`application/problem+json`, RFC 9457), members of the
 * wrong kind left out (§3.1); undefined for any other answer. Pure.
 */
export function problemDetails({ headers }: UpstreamResponse, body: Json): JsonObject | undefined {
  const header = headers.get('content-type')?.[0];
  const type = header === undefined ? undefined : parseMediaType(header);
  if (type?.subtype !== 'problem+json' || !isObject(body)) return undefined;
  const problem: MutableJsonObject = {};
  for (const [name, kind] of Object.entries(MEMBERS)) {
    const member = ownMember(body, name);
    if (typeof member === kind && member !== undefined) problem[name] = member;
  }
  return problem;
}

/** What a source lets clients see of it; undefined for nothing. Pure. */
export function exposedProblem(
  problem: JsonObject | undefined,
  exposed: readonly ProblemMember[],
): JsonObject | undefined {
  const members = exposed.flatMap((name) => {
    const member = problem === undefined ? undefined : ownMember(problem, name);
    return member === undefined ? [] : [[name, member] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
