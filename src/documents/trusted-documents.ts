import { createHash } from 'node:crypto';

/** A document that somebody has decided to trust, as its manifest has it. */
export interface TrustedDocument {
  /** By which clients name it. */
  readonly id: string;
  readonly text: string;
  /** Of its operation, where the manifest says so. */
  readonly name?: string;
}

/** What is done with everything else: it runs and is noted, or it does not run. */
export type DocumentMode = 'log' | 'only';

/** The documents of a manifest, by all that a request may say of them. Immutable. */
export interface TrustedDocuments {
  readonly mode: DocumentMode;
  readonly count: number;
  /** By the manifest's id, or by the SHA-256 of the text in hexadecimal digits, with or without `sha256:` before it. */
  find(id: string): TrustedDocument | undefined;
  /** By the text, to the letter. */
  findText(text: string): TrustedDocument | undefined;
}

export function createTrustedDocuments(all: readonly TrustedDocument[], mode: DocumentMode): TrustedDocuments {
  const byId = new Map(all.map((document) => [document.id, document]));
  const byHash = new Map(all.map((document) => [sha256(document.text), document]));
  const byText = new Map(all.map((document) => [document.text, document]));
  return {
    mode,
    count: all.length,
    find: (id) => byId.get(id) ?? byHash.get(id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id),
    findText: (text) => byText.get(text),
  };
}

/** As clients make the ids of persisted queries. Pure. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Of a SHA256 hex document identifier (GraphQL over HTTP, appendix A). */
const PREFIX = 'sha256:';
