import type { Connector } from '../connectors/connector.ts';
import type { Graph } from '../connectors/graph.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { type CompiledSelection, compileSelection } from '../mapping/compile.ts';
import type { Model } from '../planning/plan-object.ts';
import { pruneSelection, type Wanted } from '../planning/prune-selection.ts';
import type { Step } from '../planning/step.ts';
import type { Clock } from '../time/clock.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { type CompiledRequest, compileRequest } from './build-request.ts';
import type { ReadyPolicy } from './failure-policy.ts';
import type { HeaderRule } from './header-rules.ts';
import type { Misfit } from './misfit.ts';
import type { ProblemMember } from './problem-details.ts';
import { createKeyReader } from './reference.ts';
import { type CompiledResponse, compileResponse } from './response-mapping.ts';

/** What a source is at run time: its client, and what the settings say of it. */
export interface SourceRuntime {
  /** As people wrote it; undefined for the place of a connector without a source. */
  readonly name: string | undefined;
  readonly upstream: Upstream;
  readonly config: Json;
  /** Replaces the schema's base URL whole. */
  readonly baseURL: string | undefined;
  /** The base URL with its holes filled; undefined for connectors without a source. */
  readonly resolvedBaseURL: string | undefined;
  readonly maxRequestsPerOperation: number;
  /** Calls that share a key share a count. */
  readonly limitKey: string;
  readonly allowEmptySegments: boolean;
  readonly lenientContentTypes: boolean;
  /** Members of an answer's problem details (RFC 9457) that clients may see. */
  readonly exposeProblem: readonly ProblemMember[];
  /** Client headers passed on beyond what the schema names; lower case. */
  readonly forwardHeaders: readonly string[];
  /** Changes to the headers after that. */
  readonly headerRules: readonly HeaderRule[];
}

/** A step with everything that depends on the schema alone already done. */
export interface ReadyStep {
  readonly step: Step;
  readonly source: SourceRuntime | undefined;
  /** Absent for a connector that makes no request. */
  readonly request: CompiledRequest | undefined;
  readonly response: CompiledResponse;
  readonly selection: CompiledSelection;
  /** The text by which references and rows of a batch are matched. */
  readonly keyOf: (value: Json) => string | undefined;
  /** Absent: what fails is null with an error. */
  readonly policy?: ReadyPolicy;
}

/** One running gateway, shared by all operations. */
export interface Runtime {
  readonly model: Model;
  readonly clock: Clock;
  readonly ready: (step: Step) => ReadyStep;
  /** By `service.source`, and by `source` where that is not ambiguous. */
  readonly sources: ReadonlyMap<string, SourceRuntime>;
  /** Fixed values of `$context`. */
  readonly context: JsonObject;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `$config` of connectors without a source. */
  readonly config: Json;
  /** Where a client says to Overlap what it will wait; no pattern passes it on. */
  readonly deadlineRequestHeader: string;
  /** What stands for a value that does not fit its type. */
  readonly misfit: Misfit;
  /** Counts the beginnings and ends of calls that may change something: answers begun before one are not shared after it. */
  readonly writes: { count: number };
}

/** The same step with a mapping that does only what an operation wants. */
export function pruneStep(ready: ReadyStep, graph: Graph, wanted: Wanted): ReadyStep {
  const { connector } = ready.step;
  const selection = pruneSelection(connector.selection, resultType(ready.step, graph), graph, wanted);
  return {
    ...ready,
    response: compileResponse(connector.source, { ...connector, selection }),
    selection: compileSelection(selection),
  };
}

/** The type that a step's mapping fills. */
function resultType({ kind, connector, typeName }: Step, graph: Graph): string {
  if (kind !== 'field' || connector.on.kind !== 'field') return typeName;
  return graph.objects.get(typeName)?.fields.get(connector.on.fieldName)?.typeName ?? '';
}

/** Compiles what a step sends and how its answer is read. */
export function readyStep(
  step: Step,
  source: SourceRuntime | undefined,
  isId: (path: readonly string[]) => boolean,
): ReadyStep {
  const { connector } = step;
  return {
    step,
    source,
    request: compileConnectorRequest(connector, source),
    response: compileResponse(connector.source, connector),
    selection: compileSelection(connector.selection),
    keyOf: createKeyReader(step.needs, isId),
  };
}

function compileConnectorRequest(connector: Connector, source: SourceRuntime | undefined): CompiledRequest | undefined {
  if (connector.http === undefined) return undefined;
  return compileRequest(connector.source, connector.http, {
    allowEmptySegments: source?.allowEmptySegments ?? false,
    ...(source?.baseURL !== undefined && { baseURL: source.baseURL }),
  });
}
