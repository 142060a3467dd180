import { readGraph } from '../../src/connectors/read-graph.ts';
import type { Resolvers } from '../../src/connectors/rules/resolved-fields.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { positionAt } from '../../src/diagnostics/source-text.ts';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** All findings in files that are parts of a graph, without advice. */
export function findingsOf(files: readonly NamedText[], resolvers?: Resolvers): readonly Diagnostic[] {
  const schemaFiles = files.map(({ name, text }) => ({ service: name, source: { name: `${name}.graphql`, text } }));
  const { diagnostics } = readGraph(schemaFiles, { partial: true, ...resolvers });
  return diagnostics.filter(({ severity }) => severity !== 'advice');
}

/** `CODE line` of each finding, sorted. */
export function codesAndLines(findings: readonly Diagnostic[]): readonly string[] {
  return findings
    .map(
      ({ code, places: [place] }) => `${code} ${place ? positionAt(place.source, place.span.start).line : 'nowhere'}`,
    )
    .sort();
}
