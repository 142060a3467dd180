import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  visit,
} from 'graphql';

/** Coerced variables. */
export type Flags = Readonly<Record<string, unknown>>;

/** A fragment that may come later. */
export interface Deferring {
  readonly label: string | undefined;
}

/** A list of which the first items come at once and the others may come later. */
export interface Streaming {
  readonly label: string | undefined;
  readonly initialCount: number;
}

type Directed = { readonly directives?: readonly DirectiveNode[] };

/** What `@defer` says of a fragment; undefined without it, or where `if` is false. Pure. */
export function deferringOf({ directives = [] }: Directed, flags: Flags): Deferring | undefined {
  const defer = directives.find(({ name }) => name.value === 'defer');
  if (defer === undefined || isOff(defer, flags)) return undefined;
  return { label: labelOf(defer) };
}

/** What `@stream` says of a list; undefined without it, or where `if` is false. Pure. */
export function streamingOf({ directives = [] }: Directed, flags: Flags): Streaming | undefined {
  const stream = directives.find(({ name }) => name.value === 'stream');
  if (stream === undefined || isOff(stream, flags)) return undefined;
  const count = readValue(argumentOf(stream, 'initialCount'), flags);
  return { label: labelOf(stream), initialCount: typeof count === 'number' ? Math.max(0, count) : 0 };
}

/** Whether a document says `@defer` or `@stream` anywhere. */
export function isIncremental(document: DocumentNode): boolean {
  const known = KNOWN.get(document);
  if (known !== undefined) return known;
  let found = false;
  visit(document, {
    Directive({ name }) {
      found ||= isIncrementalDirective(name.value);
    },
  });
  KNOWN.set(document, found);
  return found;
}

const KNOWN = new WeakMap<DocumentNode, boolean>();

/** The variables that decide how an operation is cut into parts, sorted. */
export function cuttingVariables(
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, Parameters<typeof visit>[0]>>,
): readonly string[] {
  const names = new Set<string>();
  for (const node of [operation, ...Object.values(fragments)]) {
    visit(node, {
      Directive({ name, arguments: given = [] }) {
        if (!isIncrementalDirective(name.value)) return;
        for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  }
  return [...names].sort();
}

export function isIncrementalDirective(name: string): boolean {
  return name === 'defer' || name === 'stream';
}

/** A null, or a variable that was not given, is the default: true. */
function isOff(directive: DirectiveNode, flags: Flags): boolean {
  return readValue(argumentOf(directive, 'if'), flags) === false;
}

function labelOf(directive: DirectiveNode): string | undefined {
  const label = argumentOf(directive, 'label');
  return label?.kind === Kind.STRING ? label.value : undefined;
}

export function argumentOf({ arguments: given = [] }: DirectiveNode, name: string): ValueNode | undefined {
  return given.find((argument) => argument.name.value === name)?.value;
}

function readValue(value: ValueNode | undefined, flags: Flags): unknown {
  switch (value?.kind) {
    case Kind.VARIABLE:
      return flags[value.name.value];
    case Kind.BOOLEAN:
      return value.value;
    case Kind.INT:
      return Number(value.value);
    default:
      return undefined;
  }
}
