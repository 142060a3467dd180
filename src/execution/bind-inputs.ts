import { type Json, type JsonObject, type MutableJsonObject, ownMember, setMember } from '../json/json.ts';
import type { Scope } from '../mapping/scope.ts';
import type { Load } from './call-step.ts';
import { clientHeaderText } from './client-headers.ts';
import type { OperationInput } from './operation.ts';
import type { ReadyStep, Runtime } from './runtime.ts';

/**
 * The variables that do not depend on the parent. Of `$context`, `$env` and `$request.headers` only the names that
 * the connector writes exist for it: what is not named cannot leak.
 */
export function baseScope({ step, source }: ReadyStep, runtime: Runtime, input: OperationInput): Scope {
  return {
    $config: source?.config ?? runtime.config,
    $context: namedMembers(
      step.contextNames,
      (name) => memberOf(input.context, name) ?? ownMember(runtime.context, name),
    ),
    $env: namedMembers(step.envNames, (name) => (Object.hasOwn(runtime.env, name) ? runtime.env[name] : undefined)),
    $request: { headers: namedMembers(step.requestHeaders, (name) => clientHeaderText(input.headers, name)) },
  };
}

/** The scope of one load, under the variable by which its kind of step knows its input. */
export function bindInputs(ready: ReadyStep, base: Scope, load: Load): Scope {
  switch (ready.step.kind) {
    case 'field':
      return { ...base, $args: load.args, $this: load.reference };
    case 'entity':
      return { ...base, $args: load.reference };
    case 'type':
      return { ...base, $this: load.reference };
    case 'batch':
      return base;
  }
}

function namedMembers(names: readonly string[], find: (name: string) => Json | undefined): JsonObject {
  const members: MutableJsonObject = {};
  for (const name of names) {
    const value = find(name);
    if (value !== undefined) setMember(members, name, value);
  }
  return members;
}

function memberOf(values: Readonly<Record<string, Json>> | undefined, name: string): Json | undefined {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}
