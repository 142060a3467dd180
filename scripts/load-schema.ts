import { buildASTSchema, type GraphQLSchema } from 'graphql';
import { readDemoSchema } from '../demo/schema-files.ts';
import { readGraph } from '../src/connectors/read-graph.ts';
import { printDiagnostic } from '../src/diagnostics/print-diagnostic.ts';

/**
 * The demo's types for graphql-codegen: merged over all files, without connector directives, inaccessible parts included,
 * because resolvers may need them. Fields that TypeScript resolves count as provided: their types are made here first.
 */
// biome-ignore lint/style/noDefaultExport: where graphql-codegen looks for a loader
export default function loadSchema(): GraphQLSchema {
  const { graph, diagnostics } = readGraph(readDemoSchema(), { resolved: () => true });
  if (graph === undefined) throw new Error(diagnostics.map(printDiagnostic).join('\n\n'));
  return buildASTSchema(graph.document, { assumeValidSDL: true });
}
