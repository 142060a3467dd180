import { describe, expect, test } from 'vitest';
import { chooseDocument, type DocumentMembers } from '../../src/documents/choose-document.ts';
import { createTrustedDocuments, type DocumentMode, sha256 } from '../../src/documents/trusted-documents.ts';

const TRUSTED = { id: 'hello-1', text: '{ hello }' };
const OTHER = '{ other }';
const NONE: DocumentMembers = { query: undefined, documentId: undefined, extensions: undefined };

function choose(mode: DocumentMode, members: Partial<DocumentMembers>) {
  const choice = chooseDocument(createTrustedDocuments([TRUSTED], mode), { ...NONE, ...members });
  return choice.kind === 'refused' ? choice.refusal.code : choice.kind;
}

function persisted(sha256Hash: string) {
  return { persistedQuery: { version: 1, sha256Hash } };
}

describe('the document that a request means', () => {
  const hash = sha256(TRUSTED.text);
  const unknown = sha256(OTHER);
  const cases: [string, Partial<DocumentMembers>, string, string][] = [
    ['its id', { documentId: 'hello-1' }, 'trusted', 'trusted'],
    ['its hash as an id', { documentId: hash }, 'trusted', 'trusted'],
    ['its hash as an id, with its kind', { documentId: `sha256:${hash}` }, 'trusted', 'trusted'],
    ['an unknown id', { documentId: 'x' }, 'DOCUMENT_NOT_FOUND', 'DOCUMENT_NOT_FOUND'],
    ['a member of every object', { documentId: 'constructor' }, 'DOCUMENT_NOT_FOUND', 'DOCUMENT_NOT_FOUND'],
    ['its id as a persisted query', { extensions: persisted('hello-1') }, 'trusted', 'trusted'],
    ['its hash as a persisted query', { extensions: persisted(hash) }, 'trusted', 'trusted'],
    ['an unknown persisted query', { extensions: persisted(unknown) }, 'outside', 'DOCUMENT_NOT_FOUND'],
    ['its text', { query: TRUSTED.text }, 'trusted', 'trusted'],
    ['another text', { query: OTHER }, 'outside', 'DOCUMENT_NOT_TRUSTED'],
    ['its text with a space more', { query: `${TRUSTED.text} ` }, 'outside', 'DOCUMENT_NOT_TRUSTED'],
    ['another text beside its id', { query: OTHER, documentId: 'hello-1' }, 'outside', 'DOCUMENT_NOT_TRUSTED'],
    ['another text beside its hash', { query: OTHER, extensions: persisted(hash) }, 'outside', 'DOCUMENT_NOT_TRUSTED'],
    ['a text to be registered', { query: OTHER, extensions: persisted(unknown) }, 'outside', 'DOCUMENT_NOT_TRUSTED'],
    ['its text to be registered', { query: TRUSTED.text, extensions: persisted(hash) }, 'trusted', 'trusted'],
    ['its text beside an unknown id', { query: TRUSTED.text, documentId: 'x' }, 'trusted', 'trusted'],
    ['an empty text beside its id', { query: '', documentId: 'hello-1' }, 'trusted', 'trusted'],
    ['null beside its id', { query: null, documentId: 'hello-1' }, 'trusted', 'trusted'],
    ['nothing', {}, 'outside', 'DOCUMENT_NOT_TRUSTED'],
    ['what is no text', { query: 5, documentId: 5, extensions: [] }, 'outside', 'DOCUMENT_NOT_TRUSTED'],
  ];

  test.each(cases)('by %s: logging %#', (_how, members, logging) => {
    expect(choose('log', members)).toBe(logging);
  });

  test.each(cases)('by %s: only trusted ones %#', (_how, members, _logging, only) => {
    expect(choose('only', members)).toBe(only);
  });
});
