import {
  chooseDocument,
  type DocumentMembers,
  type DocumentRefusal,
  type Outside,
} from '../documents/choose-document.ts';
import { sha256, type TrustedDocuments } from '../documents/trusted-documents.ts';
import type { ClientHeaders } from '../execution/client-headers.ts';
import type { Logger } from '../gateway.ts';
import { isObject, type Json, ownMember } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { parseJson } from '../json/parse-json.ts';
import { printJson } from '../json/print-json.ts';
import { BoundedMap } from '../memo/bounded-map.ts';
import type { Caller } from './caller.ts';
import { type ErrorAnswer, errorAnswer } from './error-answer.ts';
import { type PostBody, withText } from './post-body.ts';

/** Stands before everything that reads an operation: lets pass what the manifest allows, with the text that was meant. */
export interface DocumentGate {
  /**
   * The body to go on with. Where a GET names a document, its URL is changed to bring the text: for whoever comes after, it is
   * as if the client had sent it.
   */
  letIn(caller: Caller, body: PostBody | undefined): Outcome<PostBody | undefined, ErrorAnswer>;
  /** The text to run of what came by another way, as the members of a POST; undefined: whatever text it brings. */
  textFor(members: Json, sender: Sender): Outcome<string | undefined, DocumentRefusal>;
}

/** Who the log is told of. */
export interface Sender {
  readonly id: string;
  readonly headers: ClientHeaders;
}

/** So many documents outside the manifest are told apart; which one was not heard of for longest is told again. */
const MAX_TOLD = 10_000;

/** Each document outside the manifest is told to the log once, with its name and who sent it. */
export function createDocumentGate(documents: TrustedDocuments, logger: Logger): DocumentGate {
  const told = new BoundedMap<string, object>(MAX_TOLD);

  function tell(outside: Outside, operationName: Json | undefined, { headers, id: requestId }: Sender): void {
    const hash = outside.kind === 'text' ? sha256(outside.text) : outside.hash;
    if (told.get(hash) !== undefined) return;
    told.set(hash, {});
    const fields = {
      requestId,
      operationName: nameOf(operationName, outside),
      sha256: hash,
      client: headers.get('apollographql-client-name')?.at(-1) ?? headers.get('graphql-client-name')?.at(-1),
      clientVersion:
        headers.get('apollographql-client-version')?.at(-1) ?? headers.get('graphql-client-version')?.at(-1),
    };
    const fate = documents.mode === 'log' ? 'runs all the same' : 'was refused';
    logger.warn(fields, `A document that is not in the manifest ${fate}.`);
  }

  function choose(members: Members, sender: Sender): Outcome<string | undefined, DocumentRefusal> {
    const choice = chooseDocument(documents, members);
    if (choice.kind !== 'trusted' && choice.key !== undefined) tell(choice.key, members.operationName, sender);
    switch (choice.kind) {
      case 'outside':
        return success(undefined);
      case 'refused':
        return failed(choice.refusal);
      case 'trusted':
        return success(choice.document.text);
    }
  }

  return {
    letIn(caller, body) {
      const { method = 'GET', headers } = caller.request;
      // Whatever else comes is refused later, because nothing of it is read.
      if (method !== 'GET' && (method !== 'POST' || body === undefined)) return success(body);
      const text = choose(body === undefined ? membersOfSearch(searchOf(caller)) : membersOf(body.json), caller);
      if (!text.ok) {
        const { code, message } = text.failure;
        return failed(errorAnswer(400, message, { accept: headers.accept, code }));
      }
      if (text.value === undefined) return success(body);
      if (body !== undefined) return success(withText(body, text.value));
      caller.request.url = urlWithText(caller, text.value);
      return success(undefined);
    },
    textFor: (members, sender) => choose(membersOf(members), sender),
  };
}

interface Members extends DocumentMembers {
  readonly operationName: Json | undefined;
}

function membersOf(json: Json): Members {
  const member = (name: string): Json | undefined => (isObject(json) ? ownMember(json, name) : undefined);
  return {
    query: member('query'),
    documentId: member('documentId'),
    extensions: member('extensions'),
    operationName: member('operationName'),
  };
}

function membersOfSearch(params: URLSearchParams): Members {
  const extensions = parseJson(params.get('extensions') ?? 'null');
  return {
    query: params.get('query') ?? undefined,
    documentId: params.get('documentId') ?? undefined,
    extensions: extensions.ok ? extensions.value : undefined,
    operationName: params.get('operationName') ?? undefined,
  };
}

/** The same request by its text. */
function urlWithText(caller: Caller, text: string): string {
  const params = searchOf(caller);
  params.set('query', text);
  params.delete('documentId');
  const extensions = parseJson(params.get('extensions') ?? 'null');
  if (extensions.ok && isObject(extensions.value)) {
    const { persistedQuery: _named, ...rest } = extensions.value;
    params.set('extensions', printJson(rest));
  }
  return `${pathOf(caller)}?${params}`;
}

function searchOf({ request: { url = '' } }: Caller): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : url.slice(at + 1));
}

function pathOf({ request: { url = '' } }: Caller): string {
  return url.split('?', 1)[0] ?? '';
}

/** The name that was sent, or that of the first operation in the text. */
function nameOf(operationName: Json | undefined, outside: Outside): string | undefined {
  if (typeof operationName === 'string' && operationName !== '') return operationName.slice(0, 100);
  return outside.kind === 'text'
    ? /\b(?:query|mutation|subscription)\s+(\w{1,100})/.exec(outside.text)?.[1]
    : undefined;
}
