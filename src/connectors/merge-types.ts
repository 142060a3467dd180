import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  type NameNode,
  print,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { kindOfNode } from './written-types.ts';

type TypeNode = TypeDefinitionNode | TypeExtensionNode;
type Named = { readonly name: NameNode; readonly directives?: readonly ConstDirectiveNode[] | undefined };

/**
 * One definition per type name from the nodes of all files: members are united. What two files define differently
 * is a conflict, reported with both places; within one file the first definition counts and GraphQL's own rules judge.
 */
export function mergeTypes(nodes: readonly TypeNode[], conflicts: Diagnostic[]): readonly TypeDefinitionNode[] {
  return [...Map.groupBy(nodes, ({ name }) => name.value).values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : mergeType(first, rest, conflicts),
  );
}

function mergeType(first: TypeNode, rest: readonly TypeNode[], conflicts: Diagnostic[]): TypeDefinitionNode {
  const kind = kindOfNode(first);
  const other = rest.find((node) => kindOfNode(node) !== kind);
  if (other !== undefined && isOtherFile(first, other)) {
    conflicts.push(
      conflict(`\`${first.name.value}\` is defined as ${kind} and as ${kindOfNode(other)}.`, other, first),
    );
  }
  const nodes = [first, ...rest.filter((node) => kindOfNode(node) === kind)];
  const description = nodes.map((node) => ('description' in node ? node.description : undefined)).find((text) => text);
  const common = {
    ...(first.loc === undefined ? {} : { loc: first.loc }),
    ...(description === undefined ? {} : { description }),
    name: first.name,
    directives: mergeDirectives(nodes),
  };
  const owner = first.name.value;
  switch (kind) {
    case 'object':
      return {
        kind: Kind.OBJECT_TYPE_DEFINITION,
        ...common,
        interfaces: uniteNames(nodes.flatMap(interfacesOf)),
        fields: mergeFields(owner, nodes.flatMap(fieldsOf), conflicts),
      };
    case 'interface':
      return {
        kind: Kind.INTERFACE_TYPE_DEFINITION,
        ...common,
        interfaces: uniteNames(nodes.flatMap(interfacesOf)),
        fields: mergeFields(owner, nodes.flatMap(fieldsOf), conflicts),
      };
    case 'union':
      return {
        kind: Kind.UNION_TYPE_DEFINITION,
        ...common,
        types: uniteNames(nodes.flatMap((node) => ('types' in node ? (node.types ?? []) : []))),
      };
    case 'enum':
      return {
        kind: Kind.ENUM_TYPE_DEFINITION,
        ...common,
        values: uniteMembers(nodes.flatMap((node) => ('values' in node ? (node.values ?? []) : []))),
      };
    case 'input':
      return {
        kind: Kind.INPUT_OBJECT_TYPE_DEFINITION,
        ...common,
        fields: mergeInputFields(owner, nodes.flatMap(inputFieldsOf), conflicts),
      };
    case 'scalar':
      return { kind: Kind.SCALAR_TYPE_DEFINITION, ...common };
  }
}

function mergeFields(
  owner: string,
  fields: readonly FieldDefinitionNode[],
  conflicts: Diagnostic[],
): readonly FieldDefinitionNode[] {
  return [...Map.groupBy(fields, ({ name }) => name.value).values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    reportDifference(owner, first, rest, signatureOf, conflicts);
    const same = [first, ...rest];
    const description = same.find((field) => field.description)?.description;
    const args = uniteMembers(same.flatMap((field) => field.arguments ?? []));
    return {
      ...first,
      ...(description === undefined ? {} : { description }),
      arguments: args,
      directives: mergeDirectives(same),
    };
  });
}

function mergeInputFields(
  owner: string,
  fields: readonly InputValueDefinitionNode[],
  conflicts: Diagnostic[],
): readonly InputValueDefinitionNode[] {
  for (const [first, ...rest] of Map.groupBy(fields, ({ name }) => name.value).values()) {
    if (first !== undefined) reportDifference(owner, first, rest, inputSignatureOf, conflicts);
  }
  return uniteMembers(fields);
}

function reportDifference<T extends FieldDefinitionNode | InputValueDefinitionNode>(
  owner: string,
  first: T,
  rest: readonly T[],
  signature: (node: T) => string,
  conflicts: Diagnostic[],
): void {
  const different = rest.find((node) => isOtherFile(first, node) && signature(node) !== signature(first));
  if (different === undefined) return;
  const message = `\`${owner}.${first.name.value}\` is defined differently in two files: \`${signature(different)}\` and \`${signature(first)}\`.`;
  conflicts.push(conflict(message, different, first, 'Give it the same type and the same arguments in both.'));
}

/** Name, arguments in any order, and type: what has to be the same wherever a field is written. */
function signatureOf(field: FieldDefinitionNode): string {
  const args = (field.arguments ?? []).map(inputSignatureOf).sort();
  return `${field.name.value}${args.length === 0 ? '' : `(${args.join(', ')})`}: ${print(field.type)}`;
}

function inputSignatureOf({ name, type, defaultValue }: InputValueDefinitionNode): string {
  return `${name.value}: ${print(type)}${defaultValue === undefined ? '' : ` = ${print(defaultValue)}`}`;
}

/** First of each name, with the directives of all. */
function uniteMembers<T extends Named>(members: readonly T[]): readonly T[] {
  return [...Map.groupBy(members, ({ name }) => name.value).values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : { ...first, directives: mergeDirectives([first, ...rest]) },
  );
}

/** Equal ones once; `@external` only if every definition says so: what one file provides is not external. */
function mergeDirectives(nodes: readonly Pick<Named, 'directives'>[]): readonly ConstDirectiveNode[] {
  const byText = new Map(
    nodes.flatMap(({ directives = [] }) => directives.map((node) => [print(node), node] as const)),
  );
  const isExternal = nodes.every(({ directives }) => directives?.some(({ name }) => name.value === 'external'));
  return [...byText.values()].filter(({ name }) => name.value !== 'external' || isExternal);
}

function uniteNames(names: readonly NamedTypeNode[]): readonly NamedTypeNode[] {
  return [...Map.groupBy(names, ({ name }) => name.value).values()].flatMap(([first]) => first ?? []);
}

function interfacesOf(node: TypeNode): readonly NamedTypeNode[] {
  return 'interfaces' in node ? (node.interfaces ?? []) : [];
}

function fieldsOf(node: TypeNode): readonly FieldDefinitionNode[] {
  return 'fields' in node ? (node.fields ?? []).filter((field) => field.kind === Kind.FIELD_DEFINITION) : [];
}

function inputFieldsOf(node: TypeNode): readonly InputValueDefinitionNode[] {
  return 'fields' in node ? (node.fields ?? []).filter((field) => field.kind === Kind.INPUT_VALUE_DEFINITION) : [];
}

function isOtherFile(a: TypeNode | Named, b: TypeNode | Named): boolean {
  return placeOfNode(a.name).source !== placeOfNode(b.name).source;
}

function conflict(message: string, later: Named, earlier: Named, hint?: string): Diagnostic {
  return fault('GRAPH_QL_ERROR', message, [placeOfNode(later.name), placeOfNode(earlier.name)], hint);
}
