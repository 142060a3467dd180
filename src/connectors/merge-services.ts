import {
  type DirectiveDefinitionNode,
  Kind,
  type OperationTypeDefinitionNode,
  OperationTypeNode,
  print,
  type SchemaDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fault } from './fault.ts';
import { mergeTypes } from './merge-types.ts';
import type { NormalFile } from './normalise-file.ts';
import { placeOfNode } from './place.ts';
import type { RootTypes } from './root-types.ts';

/** The definitions of all files together. */
export interface MergedTypes {
  /** Still with `@key`, `@external`, `@requires` and `@inaccessible`. */
  readonly types: readonly TypeDefinitionNode[];
  readonly directives: readonly DirectiveDefinitionNode[];
  readonly roots: RootTypes;
  /** Names the root types that are defined. */
  readonly schema: SchemaDefinitionNode;
  /** What two files define differently. */
  readonly conflicts: readonly Diagnostic[];
}

/** Merges the files of a graph: types by name, field by field; directives by name; root types by operation. */
export function mergeServices(files: readonly NormalFile[]): MergedTypes {
  const conflicts: Diagnostic[] = [];
  const types = mergeTypes(
    files.flatMap((file) => file.types),
    conflicts,
  );
  const defined = new Set(types.map(({ name }) => name.value));
  const operationTypes = Object.values(OperationTypeNode).flatMap(
    (operation) => rootOf(operation, files, defined, conflicts) ?? [],
  );
  return {
    types,
    directives: mergeDirectiveDefinitions(
      files.flatMap((file) => file.directives),
      conflicts,
    ),
    roots: namesOf(operationTypes),
    schema: { kind: Kind.SCHEMA_DEFINITION, operationTypes },
    conflicts,
  };
}

const CUSTOMARY = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const satisfies RootTypes;

/** As a file writes it; else the type with the customary name, if the file that has it leaves its root types open. */
function rootOf(
  operation: OperationTypeNode,
  files: readonly NormalFile[],
  defined: ReadonlySet<string>,
  conflicts: Diagnostic[],
): OperationTypeDefinitionNode | undefined {
  const [first, ...rest] = files.flatMap((file) => file.operationTypes.filter((node) => node.operation === operation));
  if (first !== undefined) {
    const other = rest.find((node) => node.type.name.value !== first.type.name.value);
    if (other !== undefined) {
      const message = `Two types are named as the ${operation} root: \`${other.type.name.value}\` and \`${first.type.name.value}\`.`;
      conflicts.push(fault('GRAPH_QL_ERROR', message, [placeOfNode(other), placeOfNode(first)]));
    }
    return first;
  }
  const value = CUSTOMARY[operation];
  if (!defined.has(value) || files.every((file) => file.definesSchema)) return undefined;
  const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value } } as const;
  return { kind: Kind.OPERATION_TYPE_DEFINITION, operation, type };
}

function namesOf(operationTypes: readonly OperationTypeDefinitionNode[]): RootTypes {
  const roots: { -readonly [operation in keyof RootTypes]: string } = { ...CUSTOMARY };
  for (const { operation, type } of operationTypes) roots[operation] = type.name.value;
  return roots;
}

function mergeDirectiveDefinitions(
  nodes: readonly DirectiveDefinitionNode[],
  conflicts: Diagnostic[],
): readonly DirectiveDefinitionNode[] {
  return [...Map.groupBy(nodes, ({ name }) => name.value).values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const other = rest.find((node) => print(node) !== print(first) && !isSameFile(node, first));
    if (other !== undefined) {
      const message = `The directive \`@${first.name.value}\` is defined differently in two files.`;
      conflicts.push(fault('GRAPH_QL_ERROR', message, [placeOfNode(other.name), placeOfNode(first.name)]));
    }
    return first;
  });
}

function isSameFile(a: DirectiveDefinitionNode, b: DirectiveDefinitionNode): boolean {
  return placeOfNode(a).source === placeOfNode(b).source;
}
