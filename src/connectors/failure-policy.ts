import type { ConstDirectiveNode, TypeDefinitionNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dialect, Selection } from '../mapping/ast.ts';
import { parseDuration } from '../units/units.ts';
import { givenNode, stringArgument } from './argument-node.ts';
import { fault } from './fault.ts';
import type { Graph } from './graph.ts';
import { placeOfNode } from './place.ts';
import { readMapping } from './read-mapping.ts';

/** What happens where a call fails: `@onFailure(then:)`. */
export type FailurePolicy =
  /** The whole operation fails: nothing makes sense without it. */
  | { readonly kind: 'fail' }
  /** The last good value, if it is not older than `maxAgeMs`. */
  | { readonly kind: 'stale'; readonly maxAgeMs: number }
  /** A given value, mapped from nothing but variables and literals. */
  | { readonly kind: 'default'; readonly value: Selection };

/** Policies by `Type.field` and by `Type`; what has none is null with an error. */
export type FailurePolicies = ReadonlyMap<string, FailurePolicy>;

/** Reads every `@onFailure` of a graph. Pure. */
export function readFailurePolicies(graph: Graph): {
  readonly policies: FailurePolicies;
  readonly diagnostics: readonly Diagnostic[];
} {
  const policies = new Map<string, FailurePolicy>();
  const diagnostics: Diagnostic[] = [];
  const read = (coordinate: string, directives: readonly ConstDirectiveNode[], dialect: Dialect): void => {
    const directive = directives.find(({ name }) => name.value === 'onFailure');
    if (directive === undefined) return;
    const policy = readPolicy(directive, coordinate, dialect, diagnostics);
    if (policy !== undefined) policies.set(coordinate, policy);
  };
  const dialect = graph.services[0]?.dialect ?? 'B';
  for (const definition of graph.document.definitions) {
    if (definition.kind === 'ObjectTypeDefinition') read(definition.name.value, directivesOf(definition), dialect);
  }
  for (const object of graph.objects.values()) {
    for (const { name, definition, connectors } of object.fields.values()) {
      read(`${object.name}.${name}`, definition.directives ?? [], connectors[0]?.dialect ?? dialect);
    }
  }
  return { policies, diagnostics };
}

function directivesOf(definition: TypeDefinitionNode): readonly ConstDirectiveNode[] {
  return definition.directives ?? [];
}

/** How old a value may be where the schema does not say. */
const MAX_AGE_MS = 600_000;

function readPolicy(
  directive: ConstDirectiveNode,
  coordinate: string,
  dialect: Dialect,
  diagnostics: Diagnostic[],
): FailurePolicy | undefined {
  const then = givenNode(directive, 'then');
  const invalid = (message: string, argument: string, hint: string): undefined => {
    diagnostics.push(
      fault('INVALID_ON_FAILURE', message, placeOfNode(givenNode(directive, argument) ?? directive), hint),
    );
    return undefined;
  };
  const kind = then?.kind === 'EnumValue' ? then.value : undefined;
  switch (kind) {
    case 'FAIL':
      return { kind: 'fail' };
    case 'STALE': {
      const maxAge = stringArgument(directive, 'maxAge');
      const maxAgeMs = maxAge === undefined ? MAX_AGE_MS : parseDuration(maxAge);
      if (maxAgeMs !== undefined) return { kind: 'stale', maxAgeMs };
      return invalid(
        `\`@onFailure(maxAge:)\` on \`${coordinate}\` is no duration.`,
        'maxAge',
        'Write it like `30s`, `10m` or `1h`.',
      );
    }
    case 'DEFAULT': {
      const node = givenNode(directive, 'default');
      if (node === undefined) {
        return invalid(
          `\`@onFailure(then: DEFAULT)\` on \`${coordinate}\` gives no \`default\`.`,
          'then',
          'Add `default: "…"`, a mapping such as `$([])`.',
        );
      }
      const host = { name: `\`@onFailure(default:)\` on \`${coordinate}\``, code: 'INVALID_ON_FAILURE', dialect };
      const value = readMapping(node, host, diagnostics);
      return value === undefined ? undefined : { kind: 'default', value };
    }
    default:
      return undefined; // NULL, and what GraphQL itself objects to
  }
}
