import type {
  ConstDirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  NameNode,
  TypeDefinitionNode,
  TypeExtensionNode,
} from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import type { Connector, Service, Source } from './connector.ts';

/** One file as read: its sources and connectors, and what reading alone found wrong; the rules judge it next. */
export interface ServiceReading {
  readonly service: Service;
  readonly source: SourceText;
  readonly document: DocumentNode;
  readonly link: ConnectLink;
  readonly sources: readonly Source[];
  /** Those that could be read without a finding, in document order (a type's own before those of its fields). */
  readonly connectors: readonly Connector[];
  readonly types: ReadonlyMap<string, WrittenType>;
  /** Findings of stages 0 to 2, and advice. */
  readonly diagnostics: readonly Diagnostic[];
  /** Stage 2 found nothing in any connector: a precondition of the checks of the whole schema. */
  readonly connectorsFaultless: boolean;
}

/** The connect link of a file and the names it gives to the two directives (without `@`). */
export interface ConnectLink {
  readonly directive: ConstDirectiveNode;
  readonly connectName: string;
  readonly sourceName: string;
  /** The source directive is usable under its own name because it is imported (or the spec was renamed). */
  readonly sourceImported: boolean;
}

export type WrittenTypeKind = 'object' | 'interface' | 'union' | 'input' | 'enum' | 'scalar';

/** A type as a file writes it: its definition and all extensions together, the first definition of a repeated field counting. */
export interface WrittenType {
  readonly kind: WrittenTypeKind;
  readonly name: NameNode;
  readonly nodes: readonly (TypeDefinitionNode | TypeExtensionNode)[];
  readonly directives: readonly ConstDirectiveNode[];
  /** Of objects and interfaces. */
  readonly fields: ReadonlyMap<string, FieldDefinitionNode>;
  /** Of input objects. */
  readonly inputFields: ReadonlyMap<string, InputValueDefinitionNode>;
  /** Interfaces that an object or interface implements; members of a union. */
  readonly related: readonly string[];
}
