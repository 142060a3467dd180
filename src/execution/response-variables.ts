import { type Json, type MutableJsonObject, setMember } from '../json/json.ts';
import type { Selection } from '../mapping/ast.ts';
import { collectReferences, keyPathsOf } from '../mapping/references.ts';
import type { Scope } from '../mapping/scope.ts';
import type { UpstreamResponse } from '../upstream/upstream.ts';

/**
 * Compiles what an answer adds to the scope: `$status`, and `$response` where a mapping mentions it. Of the headers
 * only those exist that a mapping names statically, each an array of its lines under its lower-case name. Pure.
 */
export function compileResponseVariables(
  selections: readonly Selection[],
): (response: UpstreamResponse, scope: Scope) => Scope {
  const references = selections.flatMap(collectReferences).filter(({ name }) => name === '$response');
  if (references.length === 0) return (response, scope) => ({ ...scope, $status: response.status });
  const names = [...(keyPathsOf(references, '$response').get('headers')?.keys() ?? [])];
  return (response, scope) => ({
    ...scope,
    $status: response.status,
    $response: { headers: namedHeaders(response, names) },
  });
}

function namedHeaders({ headers }: UpstreamResponse, names: readonly string[]): Json {
  const members: MutableJsonObject = {};
  for (const name of names) {
    const lines = headers.get(name);
    if (lines !== undefined) setMember(members, name, lines);
  }
  return members;
}
