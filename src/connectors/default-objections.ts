import {
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  isInputType,
  Kind,
  print,
  typeFromAST,
  valueFromAST,
  visit,
} from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { namedType } from './visible-types.ts';

/** Default values that their types do not accept; graphql-js itself would silently take them for absent. */
export function defaultObjections(document: DocumentNode, schema: GraphQLSchema): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  visit(document, {
    InputValueDefinition: ({ name, type, defaultValue }) => {
      // The overloads of typeFromAST know single kinds of type nodes, not their union.
      const inputType = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]);
      if (defaultValue === undefined || !isInputType(inputType)) return;
      if (valueFromAST(defaultValue, inputType) !== undefined) return;
      const message = `The default of \`${name.value}\` is no \`${print(type)}\`.`;
      found.push(fault('GRAPH_QL_ERROR', message, placeOfNode(defaultValue)));
    },
  });
  return found;
}

/** Leaves out defaults of arguments whose types take no input: a schema with one cannot even be built and judged. */
export function withoutImpossibleDefaults(document: DocumentNode): DocumentNode {
  const outputOnly = new Set(document.definitions.filter(isOutputOnly).map(({ name }) => name.value));
  return visit(document, {
    InputValueDefinition: ({ defaultValue, ...node }): InputValueDefinitionNode | undefined =>
      defaultValue !== undefined && outputOnly.has(namedType(node.type)) ? node : undefined,
  });
}

function isOutputOnly(node: DefinitionNode) {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.UNION_TYPE_DEFINITION
  );
}
