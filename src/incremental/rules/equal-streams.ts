import {
  type ASTVisitor,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  print,
  type SelectionSetNode,
  type ValidationContext,
  visit,
} from 'graphql';

/**
 * Fields of one place that are one field must be streamed alike: there is one list, and it begins in one way. Places are
 * told by response keys, whatever types stand between.
 */
export function equalStreams(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ selectionSet }) {
      if (hasStream(context.getDocument())) check([selectionSet], context, { places: MAX_PLACES });
    },
  };
}

/** Fragments can multiply beyond what anybody looks at; the limits of operations refuse them a step later. */
const MAX_PLACES = 10_000;

function hasStream(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive({ name }) {
      found ||= name.value === 'stream';
    },
  });
  return found;
}

function check(sets: readonly SelectionSetNode[], context: ValidationContext, left: { places: number }): void {
  left.places -= 1;
  if (left.places < 0) return;
  const fields = new Map<string, FieldNode[]>();
  const entered = new Set<FragmentDefinitionNode>();
  for (const set of sets) gather(set);
  for (const [key, nodes] of fields) {
    const [first, ...others] = nodes;
    if (first === undefined) continue;
    const other = others.find((node) => streamText(node) !== streamText(first));
    if (other !== undefined) {
      const message = `Fields "${key}" conflict because they have differing stream directives. Use different aliases on the fields to fetch both if this was intentional.`;
      context.reportError(new GraphQLError(message, { nodes: [first, other] }));
      continue;
    }
    const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    if (below.length > 0) check(below, context, left);
  }

  function gather({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        fields.set(key, [...(fields.get(key) ?? []), node]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        gather(node.selectionSet);
      } else {
        const fragment = context.getFragment(node.name.value);
        if (!fragment || entered.has(fragment)) continue;
        entered.add(fragment);
        gather(fragment.selectionSet);
      }
    }
  }
}

function streamText({ directives = [] }: FieldNode): string {
  const stream = directives.find(({ name }: DirectiveNode) => name.value === 'stream');
  if (stream === undefined) return '';
  const given = (stream.arguments ?? []).map((argument) => print(argument));
  return `@${given.sort().join()}`;
}
