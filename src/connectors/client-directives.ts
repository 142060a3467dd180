import { type DefinitionNode, Kind, parse } from 'graphql';

/** Directives that every client may use, beside those of GraphQL itself; defined without anybody writing them. */
const DEFINITIONS = parse(
  `
  "The fields of this fragment may come in a later part of the answer."
  directive @defer(
    "Whether to defer at all."
    if: Boolean! = true
    "Tells this part from others; written out, and unique in the operation."
    label: String
  ) on FRAGMENT_SPREAD | INLINE_FRAGMENT

  "The items of this list that follow the first ones may come in later parts of the answer."
  directive @stream(
    "Whether to stream at all."
    if: Boolean! = true
    "Tells this part from others; written out, and unique in the operation."
    label: String
    "How many items come at once."
    initialCount: Int! = 0
  ) on FIELD
  `,
  { noLocation: true },
).definitions;

/** Those of the definitions that the files of a graph do not bring themselves. */
export function clientDirectives(given: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const names = new Set(given.map(nameOf));
  return DEFINITIONS.filter((definition) => !names.has(nameOf(definition)));
}

function nameOf(definition: DefinitionNode): string | undefined {
  return definition.kind === Kind.DIRECTIVE_DEFINITION ? definition.name.value : undefined;
}
