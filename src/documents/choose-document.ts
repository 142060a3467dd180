import { isObject, type Json, ownMember } from '../json/json.ts';
import type { TrustedDocument, TrustedDocuments } from './trusted-documents.ts';

/** The members of a request that say which document it means, as they were sent. */
export interface DocumentMembers {
  readonly query: Json | undefined;
  /** GraphQL over HTTP, appendix A. */
  readonly documentId: Json | undefined;
  /** Of these, `persistedQuery.sha256Hash`, as clients of Apollo's send ids. */
  readonly extensions: Json | undefined;
}

export type DocumentChoice =
  /** The text of this document is to be run, whatever else the request says. */
  | { readonly kind: 'trusted'; readonly document: TrustedDocument }
  /** It goes on as it is. The key is the same for the same document, be it the text's hash or the text. */
  | { readonly kind: 'outside'; readonly key: Outside | undefined }
  | { readonly kind: 'refused'; readonly refusal: DocumentRefusal; readonly key: Outside | undefined };

export type Outside =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hash'; readonly hash: string };

/** Why a request is not run; docs/errors.md lists the codes. */
export interface DocumentRefusal {
  readonly code: 'DOCUMENT_NOT_TRUSTED' | 'DOCUMENT_NOT_FOUND';
  readonly message: string;
}

/**
 * Which document a request means, and whether it may run. A text that is sent counts by itself, whatever is named beside it:
 * an id cannot make another text a trusted one. Pure.
 */
export function chooseDocument(documents: TrustedDocuments, members: DocumentMembers): DocumentChoice {
  const { query, documentId } = members;
  if (typeof query === 'string' && query !== '') return byText(documents, query);
  if (typeof documentId === 'string' && documentId !== '') {
    return found(documents.find(documentId)) ?? { kind: 'refused', refusal: UNKNOWN, key: undefined };
  }
  const hash = persistedHashOf(members.extensions);
  if (hash !== undefined) return found(documents.find(hash)) ?? byUnknownHash(documents, hash);
  return documents.mode === 'log' ? NOTHING : { kind: 'refused', refusal: UNTRUSTED, key: undefined };
}

/** The hash by which a request names a persisted query. Pure. */
export function persistedHashOf(extensions: Json | undefined): string | undefined {
  const persistedQuery = isObject(extensions) ? ownMember(extensions, 'persistedQuery') : undefined;
  const hash = isObject(persistedQuery) ? ownMember(persistedQuery, 'sha256Hash') : undefined;
  return typeof hash === 'string' ? hash : undefined;
}

function byText(documents: TrustedDocuments, text: string): DocumentChoice {
  const key = { kind: 'text', text } as const;
  const otherwise = (): DocumentChoice =>
    documents.mode === 'log' ? { kind: 'outside', key } : { kind: 'refused', refusal: UNTRUSTED, key };
  return found(documents.findText(text)) ?? otherwise();
}

/** Where anything may run, a client may have registered it, or will do so when it hears that it is unknown. */
function byUnknownHash(documents: TrustedDocuments, hash: string): DocumentChoice {
  const key = { kind: 'hash', hash } as const;
  return documents.mode === 'log' ? { kind: 'outside', key } : { kind: 'refused', refusal: UNKNOWN, key };
}

function found(document: TrustedDocument | undefined): DocumentChoice | undefined {
  return document && { kind: 'trusted', document };
}

const NOTHING: DocumentChoice = { kind: 'outside', key: undefined };

const UNKNOWN: DocumentRefusal = {
  code: 'DOCUMENT_NOT_FOUND',
  message: 'There is no trusted document with this id.',
};

const UNTRUSTED: DocumentRefusal = {
  code: 'DOCUMENT_NOT_TRUSTED',
  message: 'Only trusted documents run here, and this is none of them.',
};
