import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** What fields are collected from: an operation's fragments, and the flags (coerced variables) that `@skip` and `@include` read. */
export interface Written {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

/** The fields of selection sets by response key, in the order of the operation (GraphQL spec §6.3.2, CollectFields). */
export function collectFields(
  sets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
  written: Written,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const entered = new Set<string>();
  for (const set of sets) collect(set);
  return fields;

  function collect(set: SelectionSetNode): void {
    for (const node of set.selections) {
      if (!isIncluded(node.directives ?? [], written.flags)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const nodes = fields.get(key);
        if (nodes === undefined) fields.set(key, [node]);
        else nodes.push(node);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (appliesTo(node, type, written)) collect(node.selectionSet);
      } else if (!entered.has(node.name.value)) {
        entered.add(node.name.value);
        const fragment = written.fragments[node.name.value];
        if (fragment !== undefined && appliesTo(fragment, type, written)) collect(fragment.selectionSet);
      }
    }
  }
}

/** Whether a fragment says something of objects of a type. */
export function appliesTo(
  { typeCondition }: { readonly typeCondition?: NamedTypeNode | undefined },
  type: GraphQLObjectType,
  { schema }: Written,
): boolean {
  if (typeCondition === undefined) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}

/** Whether `@skip` and `@include` let a selection through; a flag that is not known lets it. */
export function isIncluded(directives: readonly DirectiveNode[], flags: Readonly<Record<string, unknown>>): boolean {
  for (const { name, arguments: given = [] } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const value = given.find((argument) => argument.name.value === 'if')?.value;
    const flag = value?.kind === Kind.VARIABLE ? flags[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    if (flag === (name.value === 'skip')) return false;
  }
  return true;
}
