import type { Graph } from '../../src/connectors/graph.ts';
import { readGraph, type SchemaFile } from '../../src/connectors/read-graph.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { printDiagnostic } from '../../src/diagnostics/print-diagnostic.ts';
import { positionAt } from '../../src/diagnostics/source-text.ts';

/** A schema file; its name without extension is its service's. */
export function file(name: string, text: string): SchemaFile {
  return { service: name.replace(/\.graphql$/, ''), source: { name, text } };
}

/** All findings of a file, judged as part of some graph: `CODE 3 "the text of the first place" + "of the second"`. */
export function found(...texts: readonly string[]): readonly string[] {
  return foundIn(texts.map((text, at) => file(at === 0 ? 'shop.graphql' : `file${at}.graphql`, text)));
}

export function foundIn(files: readonly SchemaFile[]): readonly string[] {
  return readGraph(files, { partial: true }).diagnostics.map(summary);
}

function summary({ code, places }: Diagnostic): string {
  const texts = places.map(({ source, span }) => JSON.stringify(source.text.slice(span.start, span.end)));
  const [first] = places;
  const line = first === undefined ? 0 : positionAt(first.source, first.span.start).line;
  return `${code} ${line} ${texts.join(' + ')}`;
}

/** The graph of files that have no fault. */
export function graphOf(...files: readonly SchemaFile[]): Graph {
  const { graph, diagnostics } = readGraph(files);
  if (graph === undefined) throw new Error(diagnostics.map(printDiagnostic).join('\n\n'));
  return graph;
}

/** A service with one source called `pulse`; `types` begin on line 5. */
export function service(types: string, { version = '0.2', extra = '' } = {}): string {
  return [
    'extend schema',
    `  @link(url: "https://specs.apollo.dev/connect/v${version}", import: ["@source", "@connect"])`,
    `  @source(name: "pulse", http: { baseURL: "https://pulse.example" }) ${extra}`,
    '',
    types,
  ].join('\n');
}

/** A `Query.meters` with this connector on line 6; `Meter` has `id` and `label`. */
export function meters(connect: string, version = '0.2'): string {
  const field = `meters(site: ID, a: String, b: String): [Meter]`;
  const type = 'type Meter { id: ID label: String }';
  return service(`type Query {\n  ${field} @connect(${connect}) }\n${type}`, { version });
}
