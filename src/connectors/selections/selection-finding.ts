import type { FieldDefinitionNode } from 'graphql';
import type { Span } from '../../diagnostics/source-text.ts';

/** The one thing found wrong in a selection, before it is placed in the file. */
export interface SelectionFinding {
  readonly code: string;
  /** A whole sentence. */
  readonly message: string;
  readonly hint?: string;
  /** In the mapping text; absent: the finding is about the whole text. */
  readonly span?: Span;
  /** A field to point at instead of the text. */
  readonly instead?: FieldDefinitionNode;
  /** Further fields to point at. */
  readonly fields?: readonly FieldDefinitionNode[];
}

/** A selection as judged: the fields it gives values to, as `Type.field`, and what is wrong with it. */
export interface SelectionJudgement {
  readonly finding?: SelectionFinding;
  readonly provided: ReadonlySet<string>;
}

/** One type on the way down from the connector's parent, and the field that led there. */
export interface Level {
  readonly typeName: string;
  readonly via?: FieldDefinitionNode;
}
