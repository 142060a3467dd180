import { readGraph } from '../../src/connectors/read-graph.ts';
import type { Model } from '../../src/planning/plan-object.ts';
import { compileSteps } from '../../src/planning/step.ts';

/** A model of a graph whose `@source(name: "s")` and link are already written. Throws what the reader says. */
export function modelOf(types: string, options: { version?: string; resolved?: readonly string[] } = {}): Model {
  const text = `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requires", "@external"])
    @link(url: "https://specs.apollo.dev/connect/v${options.version ?? '0.3'}", import: ["@connect", "@source"])
    @source(name: "s", http: { baseURL: "http://s.example" })
    ${types}`;
  const isResolved = (typeName: string, fieldName: string) =>
    options.resolved?.includes(`${typeName}.${fieldName}`) ?? false;
  const { graph, diagnostics } = readGraph([{ service: 'graph', source: { name: 'graph.graphql', text } }], {
    resolved: isResolved,
  });
  if (graph === undefined) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return { graph, steps: compileSteps(graph), isResolved };
}
