import type { DocumentNode, FieldDefinitionNode, GraphQLSchema } from 'graphql';
import type { PathTree } from '../mapping/path-tree.ts';
import type { Connector, Service, Source } from './connector.ts';
import type { RootTypes } from './root-types.ts';

/** Everything the schema files say, read, merged and indexed; immutable. */
export interface Graph {
  readonly services: readonly Service[];
  readonly sources: readonly Source[];
  readonly connectors: readonly Connector[];
  /** All type definitions merged, without connector and federation directives; inaccessible elements included. */
  readonly document: DocumentNode;
  /** What clients see: inaccessible elements and connector directives are gone. Not executable by itself. */
  readonly apiSchema: GraphQLSchema;
  /** The names of the root types: a schema may call them otherwise than Query, Mutation and Subscription. */
  readonly roots: RootTypes;
  /** Every object type by name, inaccessible ones and inaccessible fields included. */
  readonly objects: ReadonlyMap<string, GraphObject>;
  /** The object types an interface or union may be. */
  readonly possibleTypes: ReadonlyMap<string, readonly string[]>;
}

export interface GraphObject {
  readonly name: string;
  readonly fields: ReadonlyMap<string, GraphField>;
  /** `@connect` on the type itself. */
  readonly connectors: readonly Connector[];
  /** `entity: true` connectors of root fields that return this type, or an interface or union that it belongs to. */
  readonly entityConnectors: readonly Connector[];
  readonly keys: readonly GraphKey[];
  /** The whole type is `@external`. */
  readonly external: boolean;
}

export interface GraphKey {
  readonly fields: PathTree;
  readonly resolvable: boolean;
}

export interface GraphField {
  readonly name: string;
  /** Its (merged) definition; `loc.source` says in which file. */
  readonly definition: FieldDefinitionNode;
  /** The innermost named type. */
  readonly typeName: string;
  readonly isList: boolean;
  readonly connectors: readonly Connector[];
  /** What a TypeScript resolver or connector needs of the parent: `@requires(fields:)`. */
  readonly requires?: PathTree;
  readonly external: boolean;
  readonly inaccessible: boolean;
}
