import type { DocumentNode } from 'graphql';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { ConnectLink } from './service-reading.ts';

/** A schema file after parsing. */
export interface ParsedFile {
  readonly source: SourceText;
  readonly document: DocumentNode;
  /** Of a service. */
  readonly link?: ConnectLink;
}
