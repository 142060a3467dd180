import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { type Answer, type Asked, searchOf, traceOf } from './asked.ts';
import type { Caller } from './caller.ts';
import type { OperationContext } from './operation-context.ts';
import type { PostBody } from './post-body.ts';
import { Printed } from './print-result.ts';

/** By Apollo Server, which knows all that a request may be. */
export async function goWholeWay(asked: Asked, body: PostBody | undefined): Promise<Answer> {
  const { caller, server, members, record, accepted } = asked;
  const { request, headers, signal, id: requestId } = caller;
  const { method = 'GET' } = request;
  const trace = traceOf(caller, server.settings);
  const { parts: delivery } = accepted;
  const context: OperationContext = {
    requestId,
    headers,
    trace,
    signal,
    members,
    record,
    ...(delivery && { delivery }),
  };
  const http = { method, headers: headerMap(caller), search: searchOf(request.url), body: body?.json };
  // Whoever takes nothing but parts gets JSON in one.
  if (!accepted.whole) http.headers.set('accept', 'application/json');
  const response = await server.execute(http, context);
  if (record.parts !== undefined && delivery !== undefined) return { parts: record.parts, delivery };
  const { status = 200 } = response;
  const contentType = response.headers.get('content-type');
  if (status < 300 && contentType !== undefined && record.isRun)
    server.shortcut?.known.learnMediaType(request.headers.accept, contentType);
  const lines = [...response.headers].filter(([name]) => name !== 'content-type' && name !== 'cache-control').flat();
  return {
    status,
    contentType,
    printed: printedIn(response),
    lines,
    cacheControl: response.headers.get('cache-control'),
  };
}

/** Ours passes Apollo Server as it is; whatever else stands there is text. */
function printedIn({ body }: HTTPGraphQLResponse): Printed {
  const text: unknown = body.kind === 'complete' ? body.string : '';
  return text instanceof Printed ? text : new Printed(String(text));
}

function headerMap({ headers }: Caller): HeaderMap {
  return new HeaderMap([...headers].map(([name, lines]) => [name, lines.join(', ')]));
}
