import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  Kind,
  parse,
  parseConstValue,
  print,
  type SelectionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Choices } from '../engine/wild/choices.ts';

/** Puts `@defer` and `@stream` where they may stand, with labels of their own; the answer as a whole stays the same. */
export function sprinkle(query: string, schema: GraphQLSchema, choices: Choices, withStreams = true): string {
  const document = parse(query);
  const streams = withStreams ? streamsFor(document, schema, choices) : new Map<string, DirectiveNode>();
  let labels = 0;
  const defer = (): DirectiveNode => {
    labels += 1;
    return directive('defer', { label: `"d${labels}"` });
  };
  const types = new TypeInfo(schema);
  const mutation = schema.getMutationType();
  const sprinkled = visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave(node) {
          // Left: the type information is that of the parent again.
          if (types.getType() === mutation || types.getParentType() === mutation) return undefined;
          const selections = node.selections.map((selection): SelectionNode => {
            if (selection.kind === Kind.FIELD) {
              if (!choices.chance(20)) return selection;
              const selectionSet = { kind: Kind.SELECTION_SET, selections: [selection] } as const;
              return { kind: Kind.INLINE_FRAGMENT, directives: [defer()], selectionSet };
            }
            if (!choices.chance(40)) return selection;
            return { ...selection, directives: [...(selection.directives ?? []), defer()] };
          });
          return { ...node, selections };
        },
      },
      Field: {
        leave(node) {
          const stream = streams.get(keyOf(node));
          return stream && { ...node, directives: [...(node.directives ?? []), stream] };
        },
      },
    }),
  );
  return print(sprinkled);
}

/** One way of streaming for each response key that is always a list: what is one field must be streamed alike. */
function streamsFor(
  document: DocumentNode,
  schema: GraphQLSchema,
  choices: Choices,
): ReadonlyMap<string, DirectiveNode> {
  const isList = new Map<string, boolean>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const type = types.getFieldDef()?.type;
        const list = type !== undefined && isListType(isNonNullType(type) ? type.ofType : type);
        const isRoot = types.getParentType() === schema.getMutationType();
        isList.set(keyOf(node), list && !isRoot && isList.get(keyOf(node)) !== false);
      },
    }),
  );
  const streams = new Map<string, DirectiveNode>();
  for (const [key, list] of isList) {
    if (list && choices.chance(40)) streams.set(key, directive('stream', { initialCount: `${choices.below(3)}` }));
  }
  return streams;
}

function directive(name: string, given: Readonly<Record<string, string>>): DirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(given).map(([key, text]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: key },
      value: parseConstValue(text),
    })),
  };
}

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}
