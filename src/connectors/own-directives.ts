import { type DefinitionNode, parse } from 'graphql';

/** Directives that Overlap brings; a file that defines one of them itself keeps its own. */
const DEFINITIONS = parse(
  `
  directive @onFailure(then: OnFailure!, default: String, maxAge: String) on FIELD_DEFINITION | OBJECT
  directive @poll(every: String!, while: String) on FIELD_DEFINITION

  enum OnFailure {
    NULL
    STALE
    DEFAULT
    FAIL
  }
  `,
  { noLocation: true },
).definitions;

/** Names of the directives that are defined without anybody writing a definition. */
export const OWN_DIRECTIVES: readonly string[] = ['onFailure', 'poll'];

/** The definitions that are still missing among those that the files give. */
export function ownDefinitions(given: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const names = new Set(given.map(nameOf));
  return DEFINITIONS.filter((definition) => !names.has(nameOf(definition)));
}

function nameOf(definition: DefinitionNode): string {
  const name = 'name' in definition ? definition.name?.value : undefined;
  return definition.kind === 'DirectiveDefinition' ? `@${name}` : (name ?? '');
}
