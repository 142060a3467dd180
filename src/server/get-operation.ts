import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { Json } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { parseJson } from '../json/parse-json.ts';
import { type PlainOperation, plainOperation } from './plain-operation.ts';

const MAX_KEPT = 1_000;
const MAX_KEPT_LENGTH = 4 * 1024;

const kept = new LRUCache<string, { readonly plain: PlainOperation | undefined }>({ max: MAX_KEPT });

/**
 * The operation that a `GET` asks for. Undefined where there is anything to refuse, so that Apollo Server does: above all where
 * any page could have made a browser send it (CSRF).
 */
export function getOperation({ method, headers, url = '' }: IncomingMessage): PlainOperation | undefined {
  if (method !== 'GET') return undefined;
  const { 'content-type': contentType = JSON_TYPE } = headers;
  const isPreflighted = !!headers['apollo-require-preflight'] || !!headers['x-apollo-operation-name'];
  if (!isPreflighted || contentType !== JSON_TYPE) return undefined;
  const search = url.slice(url.indexOf('?') + 1);
  const known = kept.get(search);
  if (known !== undefined) return known.plain;
  const plain = readSearch(search);
  if (search.length <= MAX_KEPT_LENGTH) kept.set(search, { plain });
  return plain;
}

const JSON_TYPE = 'application/json';

function readSearch(search: string): PlainOperation | undefined {
  const params = new URLSearchParams(search);
  if (NAMES.some((name) => params.getAll(name).length > 1)) return undefined;
  const [variables, extensions] = [jsonParam(params, 'variables'), jsonParam(params, 'extensions')];
  if (!variables.ok || !extensions.ok) return undefined;
  return plainOperation({
    query: params.get('query') ?? undefined,
    operationName: params.get('operationName') ?? undefined,
    variables: variables.value,
    extensions: extensions.value,
  });
}

const NAMES = ['query', 'operationName', 'variables', 'extensions'];

/** Here null is none of the things that it could be. */
function jsonParam(params: URLSearchParams, name: string): Outcome<Json | undefined, 'unfit'> {
  const text = params.get(name);
  if (text === null) return success(undefined);
  const value = parseJson(text);
  return value.ok && value.value !== null ? value : failed('unfit');
}
