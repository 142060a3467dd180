import type { Connector, Source } from '../connectors/connector.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Selection } from '../mapping/ast.ts';
import { compileSelection } from '../mapping/compile.ts';
import type { Scope } from '../mapping/scope.ts';
import type { UpstreamResponse } from '../upstream/upstream.ts';
import type { MappingLocation, NoteProblems } from './mapping-log.ts';
import { mergeMembers } from './merge-members.ts';
import { problemDetails } from './problem-details.ts';
import { classifyBody, type DecodeOptions, UNREADABLE_TYPE } from './read-response.ts';
import { compileResponseVariables } from './response-variables.ts';

/** Why an answer gives no data. */
export type ResponseFault =
  /** Not a success; `message` and `extensions` are there when the schema maps them. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      readonly extensions?: JsonObject;
      /** What the answer says of itself by RFC 9457; not for clients unless the source exposes it. */
      readonly problem?: JsonObject;
    }
  | { readonly kind: 'bad response'; readonly status: number; readonly message: string };

/** The response side of a connector, ready to read answers. */
export interface CompiledResponse {
  /** `scope` is the request's; undefined data means that the mapping yields nothing. `note` hears of problems. */
  read(
    response: UpstreamResponse,
    scope: Scope,
    options: DecodeOptions,
    note?: NoteProblems,
  ): Outcome<Json | undefined, ResponseFault>;
  /** Whether a stream of such answers goes on after this one, as `@poll(while:)` says; undefined: there was no request. */
  goesOn(response: UpstreamResponse | undefined, scope: Scope): boolean;
  /** The connector's selection alone, for one that makes no request. */
  select(input: Json, scope: Scope, note?: NoteProblems): Json | undefined;
}

/**
 * Compiles how answers are judged and mapped. An unreadable body fails first, whatever the status. Then `isSuccess`
 * (the connector's, else the source's) must be true, or without one the status 2xx; a failure is described by the
 * `errors` mappings. Only then does a type that no mapping can read count. Pure.
 */
export function compileResponse(
  source: Pick<Source, 'errors' | 'isSuccess'> | undefined,
  connector: Pick<Connector, 'selection' | 'errors' | 'isSuccess' | 'poll'>,
): CompiledResponse {
  const mappings = {
    isSuccess: connector.isSuccess ?? source?.isSuccess,
    message: connector.errors.message ?? source?.errors.message,
    sourceExtensions: source?.errors.extensions,
    connectExtensions: connector.errors.extensions,
    goesOn: connector.poll?.while,
  };
  const written = Object.values(mappings).filter((selection) => selection !== undefined);
  const addVariables = compileResponseVariables([connector.selection, ...written]);
  const isSuccess = compileOptional('IsSuccess', mappings.isSuccess);
  const message = compileOptional('ErrorsMessage', mappings.message);
  const extensions = [
    compileOptional('SourceErrorsExtensions', mappings.sourceExtensions),
    compileOptional('ConnectErrorsExtensions', mappings.connectExtensions),
  ];
  const goesOn = mappings.goesOn && compileSelection(mappings.goesOn);
  const select = compileNoted('Selection', connector.selection);

  return {
    select,
    goesOn(response, requestScope) {
      if (goesOn === undefined) return true;
      if (response === undefined) return goesOn.evaluate(NO_BODY, requestScope) === true;
      const body = classifyBody(response);
      const input = body.kind === 'value' ? body.value : null;
      return goesOn.evaluate(input, addVariables(response, requestScope)) === true;
    },
    read(response, requestScope, options, note) {
      const { status } = response;
      const body = classifyBody(response);
      if (body.kind === 'broken') return failed({ kind: 'bad response', status, message: body.message });
      const input = body.kind === 'value' ? body.value : null;
      const scope = addVariables(response, requestScope);
      const succeeded =
        isSuccess === undefined ? status >= 200 && status < 300 : isSuccess(input, scope, note) === true;
      if (!succeeded) {
        const problem = problemDetails(response, input);
        const described = describeFailure(input, scope, note);
        return failed({ kind: 'status', status, ...described, ...(problem !== undefined && { problem }) });
      }
      if (body.kind === 'unreadable type' && !options.lenientContentTypes)
        return failed({ ...UNREADABLE_TYPE, status });
      return success(select(input, scope, note));
    },
  };

  function describeFailure(
    input: Json,
    scope: Scope,
    note: NoteProblems | undefined,
  ): { message?: string; extensions?: JsonObject } {
    const text = message?.(input, scope, note);
    const members = extensions.map((evaluate) => evaluate?.(input, scope, note)).filter(isObject);
    return {
      ...(message !== undefined && { message: typeof text === 'string' ? text : '' }),
      ...(members.length > 0 && { extensions: members.reduce(mergeMembers) }),
    };
  }
}

const NO_BODY: JsonObject = {};

type Evaluate = (input: Json, scope: Scope, note?: NoteProblems) => Json | undefined;

function compileOptional(location: MappingLocation, selection: Selection | undefined): Evaluate | undefined {
  return selection === undefined ? undefined : compileNoted(location, selection);
}

function compileNoted(location: MappingLocation, selection: Selection): Evaluate {
  const compiled = compileSelection(selection);
  return (input, scope, note) => {
    if (note === undefined) return compiled.evaluate(input, scope);
    const { value, problems } = compiled.trace(input, scope);
    note(location, problems);
    return value;
  };
}
