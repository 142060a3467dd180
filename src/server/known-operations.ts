import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PlainOperation } from './plain-operation.ts';

/** An operation that Apollo Server has parsed, found valid and resolved. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * What Apollo Server has decided about texts and `Accept` headers, so that it need not be asked the same again. It holds
 * for one schema.
 */
export interface KnownOperations {
  learn(text: string, operationName: string | undefined, known: KnownOperation): void;
  /** The text that Apollo Server found to have this hash. */
  learnHash(sha256Hash: string, text: string): void;
  find(plain: PlainOperation): KnownOperation | undefined;
  learnMediaType(accept: string | undefined, contentType: string): void;
  /** The media type of an answer to whoever accepts that. */
  mediaTypeFor(accept: string | undefined): string | undefined;
}

/** As many characters of texts, and as many texts; documents take some twenty times the room. */
const MAX_LENGTH = 2 * 2 ** 20;
const MAX_TEXTS = 1_000;

const MAX_ACCEPTS = 100;
const MAX_ACCEPT_LENGTH = 500;

export function createKnownOperations(): KnownOperations {
  const texts = new LRUCache<string, Map<string | undefined, KnownOperation>>({
    max: MAX_TEXTS,
    maxSize: MAX_LENGTH,
    sizeCalculation: (_names, text) => text.length,
  });
  const hashes = new LRUCache<string, string>({
    max: MAX_TEXTS,
    maxSize: MAX_LENGTH,
    sizeCalculation: (text) => text.length,
  });
  const mediaTypes = new Map<string | undefined, string>();
  return {
    learn(text, operationName, known) {
      const names = texts.get(text);
      // As many names as the document has operations: any other is an error.
      if (names === undefined) texts.set(text, new Map([[operationName, known]]));
      else names.set(operationName, known);
    },
    learnHash: (sha256Hash, text) => void hashes.set(sha256Hash, text),
    find({ asked, operationName }) {
      const text = 'text' in asked ? asked.text : hashes.get(asked.sha256Hash);
      return text === undefined ? undefined : texts.get(text)?.get(operationName);
    },
    learnMediaType(accept, contentType) {
      if ((accept ?? '').length > MAX_ACCEPT_LENGTH) return;
      if (mediaTypes.size >= MAX_ACCEPTS) mediaTypes.clear(); // who sends so many does it on purpose
      mediaTypes.set(accept, contentType);
    },
    mediaTypeFor: (accept) => mediaTypes.get(accept),
  };
}
