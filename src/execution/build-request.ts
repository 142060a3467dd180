import type { ConnectHttp, Source } from '../connectors/connector.ts';
import { type Outcome, success } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import type { UpstreamRequest } from '../upstream/upstream.ts';
import { compileUrl } from './build-url.ts';
import type { ClientHeaders } from './client-headers.ts';
import { compileBody } from './request-body.ts';
import type { RequestFault } from './request-fault.ts';
import { compileHeaders, mergeHeaderMappings } from './request-headers.ts';

export interface RequestOptions {
  /** Holes that are a whole path segment may come out empty; granted to safe verbs only. */
  readonly allowEmptySegments: boolean;
  /** Replaces the source's base URL whole. */
  readonly baseURL?: string;
}

/** The request side of a connector, ready to be filled in, many times. */
export interface CompiledRequest {
  build(scope: Scope, clientHeaders: ClientHeaders): Outcome<UpstreamRequest, RequestFault>;
}

/**
 * Compiles what a connector sends: the source's part and its own, merged. Templates and mappings are compiled here
 * once; `build` only runs them. Connectors spec, building the HTTP request. Pure.
 */
export function compileRequest(
  source: Pick<Source, 'baseURL' | 'path' | 'queryParams' | 'headers'> | undefined,
  http: ConnectHttp,
  options: RequestOptions,
): CompiledRequest {
  const { method } = http;
  const isSafe = method === 'GET';
  const buildUrl = compileUrl(source, http, { ...options, allowEmptySegments: options.allowEmptySegments && isSafe });
  const headerMappings = mergeHeaderMappings(http.headers, source?.headers ?? []);
  const buildHeaders = compileHeaders(headerMappings);
  const buildBody = http.body === undefined ? undefined : compileBody(http.body);
  const needsContentType = buildBody !== undefined && !headerMappings.some(isContentType);

  return {
    build(scope, clientHeaders) {
      const url = buildUrl(scope);
      if (!url.ok) return url;
      const headers = buildHeaders(scope, clientHeaders);
      if (buildBody === undefined) return success({ method, url: url.value, headers });
      const contentType = headers.find(([name]) => name === CONTENT_TYPE)?.[1];
      const body = buildBody(scope, contentType);
      if (!body.ok) return body;
      if (needsContentType) headers.push([CONTENT_TYPE, 'application/json']);
      return success({ method, url: url.value, headers, ...(body.value !== '' && { body: body.value }) });
    },
  };
}

const CONTENT_TYPE = 'content-type';

function isContentType({ kind, name }: { readonly kind: string; readonly name: string }): boolean {
  return kind === 'value' && name.toLowerCase() === CONTENT_TYPE;
}
