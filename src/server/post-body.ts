import { LRUCache } from 'lru-cache';
import { isObject, type Json, type JsonObject, ownMember } from '../json/json.ts';
import { type Outcome, success } from '../json/outcome.ts';
import { type JsonFault, parseJson } from '../json/parse-json.ts';

/** What a client has posted. */
export interface PostBody {
  readonly json: Json;
  /** The operation, where all that it consists of has the shape that it should. */
  readonly plain: PlainOperation | undefined;
  /** Whether there are only the members that every server reads. */
  readonly isBare: boolean;
}

/** An operation by its text, without anything that needs more than running it. */
export interface PlainOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: JsonObject | undefined;
}

const MAX_KEPT = 1_000;
const MAX_KEPT_LENGTH = 4 * 1024;

const kept = new LRUCache<string, Outcome<PostBody, JsonFault>>({ max: MAX_KEPT });

/** Reads a body. Many clients ask the same again and again, so that short ones are kept: nobody may change what is read. */
export function readPostBody(text: string): Outcome<PostBody, JsonFault> {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const read = parse(text);
  if (read.ok && text.length <= MAX_KEPT_LENGTH) kept.set(text, read);
  return read;
}

/** The same with the text of an operation that it names, or brings beside a name. */
export function withText(body: PostBody, text: string): PostBody {
  const { json, plain } = body;
  if (plain?.query === text || !isObject(json)) return body;
  const { documentId: _id, extensions, ...rest } = json;
  const { persistedQuery: _named, ...others } = isObject(extensions) ? extensions : {};
  return read({ ...rest, query: text, ...(isObject(extensions) ? { extensions: others } : {}) });
}

function parse(text: string): Outcome<PostBody, JsonFault> {
  const parsed = parseJson(text);
  return parsed.ok ? success(read(parsed.value)) : parsed;
}

function read(json: Json): PostBody {
  return { json, plain: plainOf(json), isBare: isBare(json) };
}

function isBare(json: Json): boolean {
  return isObject(json) && !Object.hasOwn(json, 'onError') && !Object.hasOwn(json, 'extensions');
}

/** Anything unusual is left to Apollo Server, which has words for it. */
function plainOf(json: Json): PlainOperation | undefined {
  if (!isObject(json)) return undefined;
  const query = ownMember(json, 'query');
  const operationName = ownMember(json, 'operationName') ?? undefined;
  const variables = ownMember(json, 'variables') ?? undefined;
  const extensions = ownMember(json, 'extensions') ?? undefined;
  if (typeof query !== 'string') return undefined;
  if (operationName !== undefined && typeof operationName !== 'string') return undefined;
  if (variables !== undefined && !isObject(variables)) return undefined;
  if (extensions !== undefined && (!isObject(extensions) || Object.hasOwn(extensions, 'persistedQuery')))
    return undefined;
  return { query, operationName, variables };
}
