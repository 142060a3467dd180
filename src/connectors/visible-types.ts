import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  Kind,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

type Visible = (typeName: string) => boolean;

/**
 * Leaves out what is `@inaccessible`: types, fields, arguments, values; with a type, everything that mentions it; and
 * a type of which nothing is left.
 */
export function visibleTypes(types: readonly TypeDefinitionNode[]): readonly TypeDefinitionNode[] {
  const hidden = new Set(types.filter(isInaccessible).map(({ name }) => name.value));
  const bornEmpty = new Set(types.filter(isEmpty).map(({ name }) => name.value));
  const visible: Visible = (name) => !hidden.has(name);
  for (;;) {
    const left = types.filter(({ name }) => visible(name.value)).map((type) => withoutHidden(type, visible));
    const emptied = left.filter((type) => isEmpty(type) && !bornEmpty.has(type.name.value));
    if (emptied.length === 0) return left;
    for (const { name } of emptied) hidden.add(name.value);
  }
}

function withoutHidden(type: TypeDefinitionNode, visible: Visible): TypeDefinitionNode {
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return {
        ...type,
        interfaces: type.interfaces?.filter(({ name }) => visible(name.value)) ?? [],
        fields:
          type.fields?.filter((field) => isVisible(field, visible)).map((field) => withArguments(field, visible)) ?? [],
      };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...type, fields: type.fields?.filter((field) => isVisible(field, visible)) ?? [] };
    case Kind.UNION_TYPE_DEFINITION:
      return { ...type, types: type.types?.filter(({ name }) => visible(name.value)) ?? [] };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...type, values: type.values?.filter((value) => !isInaccessible(value)) ?? [] };
    case Kind.SCALAR_TYPE_DEFINITION:
      return type;
  }
}

function withArguments(field: FieldDefinitionNode, visible: Visible): FieldDefinitionNode {
  return { ...field, arguments: field.arguments?.filter((argument) => isVisible(argument, visible)) ?? [] };
}

type WithDirectives = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

function isVisible(node: WithDirectives & { readonly type: TypeNode }, visible: Visible): boolean {
  return !isInaccessible(node) && visible(namedType(node.type));
}

function isInaccessible({ directives = [] }: WithDirectives): boolean {
  return directives.some(({ name }) => name.value === 'inaccessible');
}

/** The innermost name of a type. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function isEmpty(type: TypeDefinitionNode): boolean {
  if ('fields' in type) return type.fields?.length === 0;
  if ('types' in type) return type.types?.length === 0;
  return 'values' in type && type.values?.length === 0;
}
