import { isObject, type Json, type JsonObject, ownMember } from '../json/json.ts';

/** An operation by its text, or by the hash of a text, without anything that needs more than running it. */
export interface PlainOperation {
  readonly asked: { readonly text: string } | { readonly sha256Hash: string };
  readonly operationName: string | undefined;
  readonly variables: JsonObject | undefined;
}

/** The members of a request, wherever they stood; null counts as absent. */
export interface OperationMembers {
  readonly query: Json | undefined;
  readonly operationName: Json | undefined;
  readonly variables: Json | undefined;
  readonly extensions: Json | undefined;
}

/** The operation, where all that it consists of has the shape that it should; anything else is left to Apollo Server, which has words for it. Pure. */
export function plainOperation(members: OperationMembers): PlainOperation | undefined {
  const operationName = members.operationName ?? undefined;
  const variables = members.variables ?? undefined;
  if (operationName !== undefined && typeof operationName !== 'string') return undefined;
  if (variables !== undefined && !isObject(variables)) return undefined;
  const asked = askedBy(members.query, members.extensions ?? undefined);
  return asked && { asked, operationName, variables };
}

/** A text and its hash at once is a registration, and no everyday thing. */
function askedBy(query: Json | undefined, extensions: Json | undefined): PlainOperation['asked'] | undefined {
  if (extensions !== undefined && !isObject(extensions)) return undefined;
  const persisted = extensions && ownMember(extensions, 'persistedQuery');
  if (persisted === undefined) return typeof query === 'string' ? { text: query } : undefined;
  if (query !== undefined || !isObject(persisted) || ownMember(persisted, 'version') !== 1) return undefined;
  const sha256Hash = ownMember(persisted, 'sha256Hash');
  return typeof sha256Hash === 'string' ? { sha256Hash } : undefined;
}
