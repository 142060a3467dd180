import { type FailurePolicies, readFailurePolicies } from './connectors/failure-policy.ts';
import { advice } from './connectors/fault.ts';
import { placeOfNode } from './connectors/place.ts';
import { type ReadGraphOptions, readGraph, type SchemaFile } from './connectors/read-graph.ts';
import { stopsStart } from './connectors/start-policy.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { printDiagnostic } from './diagnostics/print-diagnostic.ts';
import { type Blast, findBlastRadius } from './planning/blast-radius.ts';
import type { Model } from './planning/plan-object.ts';
import { findUnsatisfiable, type Unsatisfiable } from './planning/satisfiable.ts';
import { compileSteps } from './planning/step.ts';
import type { ResolverMap } from './resolvers/typescript-resolvers.ts';

/** A graph that was read and judged. `model` is absent when it cannot be served. */
export interface LoadedGraph {
  readonly model?: Model;
  /** With the model: what the schema says of failures. */
  readonly policies?: FailurePolicies;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads schema files and says everything that can be known of them without a request; `partial`: of a graph's parts. */
export function loadGraph(
  files: readonly SchemaFile[],
  resolvers: ResolverMap,
  { partial = false }: Pick<ReadGraphOptions, 'partial'> = {},
): LoadedGraph {
  const isResolved = (typeName: string, fieldName: string): boolean => {
    const type: unknown = Object.hasOwn(resolvers, typeName) ? resolvers[typeName] : undefined;
    return typeof type === 'object' && type !== null && Object.hasOwn(type, fieldName);
  };
  const { graph, diagnostics } = readGraph(files, { resolved: isResolved, partial });
  if (graph === undefined) return { diagnostics };
  const model: Model = { graph, steps: compileSteps(graph), isResolved };
  const policies = readFailurePolicies(graph);
  // Of parts of a graph this is asked only when nothing else is wrong and they are ours; a start it stops in any case.
  const isOurs = graph.services.length > 0 || Object.keys(resolvers).length > 0;
  const isJudged = !partial || (isOurs && !diagnostics.some(({ severity }) => severity === 'error'));
  const found = isJudged ? findUnsatisfiable(model).map(unsatisfiable) : [];
  const all = [...diagnostics, ...policies.diagnostics, ...found, ...findBlastRadius(model).map(blastRadius)];
  return all.some(stopsStart) ? { diagnostics: all } : { model, policies: policies.policies, diagnostics: all };
}

function blastRadius({ object, field, taken }: Blast): Diagnostic {
  const coordinate = `${object.name}.${field.name}`;
  return advice(
    'BLAST_RADIUS',
    `When the call for \`${coordinate}\` fails, ${taken} is null too, because the field is not nullable.`,
    placeOfNode(field.definition),
    'Make the field nullable, or say with `@onFailure` what takes its place.',
  );
}

function unsatisfiable({ object, field, from }: Unsatisfiable): Diagnostic {
  const coordinate = `${object.name}.${field.name}`;
  const arrival = from.length === 0 ? '' : ` when you arrive by ${from.map((name) => `\`${name}\``).join(' → ')}`;
  return {
    code: 'SATISFIABILITY_ERROR',
    severity: 'error',
    message: `Nothing provides \`${coordinate}\`${arrival}.`,
    places: [placeOfNode(field.definition)],
    hint: `Select \`${field.name}\` in the connector that you arrive by, give \`${coordinate}\` a connector of its own, or give \`${object.name}\` a connector that finds it by a key which is selected there.`,
  };
}

/** Thrown when a graph cannot be served; the message is the text that \`overlap check\` prints. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(printDiagnostic).join('\n\n'));
    this.diagnostics = diagnostics;
  }
}

/** A graph that can be served. */
export interface ServedGraph {
  readonly model: Model;
  readonly policies: FailurePolicies;
}

/** The model of a graph that can be served, or a {@link SchemaError}. */
export function requireGraph(files: readonly SchemaFile[], resolvers: ResolverMap): ServedGraph {
  const { model, policies = new Map(), diagnostics } = loadGraph(files, resolvers);
  if (model === undefined) throw new SchemaError(diagnostics.filter(stopsStart));
  return { model, policies };
}
