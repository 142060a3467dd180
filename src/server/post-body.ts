import { LRUCache } from 'lru-cache';
import { isObject, type Json, ownMember } from '../json/json.ts';
import { type Outcome, success } from '../json/outcome.ts';
import { type JsonFault, parseJson } from '../json/parse-json.ts';
import { type PlainOperation, plainOperation } from './plain-operation.ts';

/** What a client has posted. */
export interface PostBody {
  readonly json: Json;
  /** The operation, where all that it consists of has the shape that it should. */
  readonly plain: PlainOperation | undefined;
  /** Whether there are only the members that every server reads. */
  readonly isBare: boolean;
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
  if (!isObject(json) || (plain !== undefined && 'text' in plain.asked && plain.asked.text === text)) return body;
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

function plainOf(json: Json): PlainOperation | undefined {
  if (!isObject(json)) return undefined;
  return plainOperation({
    query: ownMember(json, 'query'),
    operationName: ownMember(json, 'operationName'),
    variables: ownMember(json, 'variables'),
    extensions: ownMember(json, 'extensions'),
  });
}
