import { shortText } from './short-error.ts';

/** A refusal in GraphQL's shape, for requests that never became an operation. */
export interface ErrorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** The codes of such refusals, by status; docs/errors.md lists them. */
const CODES: Readonly<Record<number, string>> = {
  404: 'NOT_FOUND',
  408: 'REQUEST_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  431: 'HEADERS_TOO_LARGE',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
};

/** Makes a refusal; `accept` is the client's header, if it was read. Pure. */
export function errorAnswer(
  status: number,
  message: string,
  options: { readonly accept?: string | undefined; readonly id?: string; readonly code?: string } = {},
): ErrorAnswer {
  const code = options.code ?? CODES[status] ?? 'BAD_REQUEST';
  const extensions = { code, ...(options.id !== undefined && { id: options.id }) };
  return {
    status,
    contentType: mediaTypeFor(options.accept),
    body: JSON.stringify({ errors: [{ message: shortText(message), extensions }] }),
  };
}

/** Who does not ask for GraphQL's own media type gets plain JSON (GraphQL over HTTP, "Accept"). */
function mediaTypeFor(accept: string | undefined): string {
  return accept?.includes('application/graphql-response+json') === true
    ? 'application/graphql-response+json; charset=utf-8'
    : 'application/json; charset=utf-8';
}
