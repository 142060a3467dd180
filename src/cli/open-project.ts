import type { SchemaFile } from '../connectors/read-graph.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { TrustedDocuments } from '../documents/trusted-documents.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { type LoadedGraph, loadGraph } from '../load-graph.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsInput } from '../settings/settings-schema.ts';
import { findUnknownSources } from '../settings/unknown-sources.ts';
import { findSchemaFiles } from './find-schema-files.ts';
import { loadDocuments } from './load-documents.ts';
import { loadResolvers, type ResolverModule } from './load-resolvers.ts';

/** What `serve`, `check`, `explain` and `schema` have in common on their command lines. */
export interface ProjectOptions {
  readonly config?: string;
  readonly resolvers?: string;
}

/** Schema, settings and resolvers of a command, read and judged. */
export interface Project {
  readonly files: readonly SchemaFile[];
  readonly module: ResolverModule;
  /** Absent when a finding of the settings, or of the manifest that they name, is an error. */
  readonly settings?: Settings;
  readonly graph: LoadedGraph;
  /** Absent where everything may run. */
  readonly documents?: TrustedDocuments;
  /** Of settings, schema and documents, in this order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads everything that a command works on. Fails with a sentence when there is nothing to judge. */
export async function openProject(
  paths: readonly string[],
  options: ProjectOptions,
  flags: SettingsInput = {},
  { partial = false }: { readonly partial?: boolean } = {},
): Promise<Outcome<Project, string>> {
  const files = await findSchemaFiles(paths);
  if (!files.ok) return files;
  const reading = readSettings({ file: options.config, flags });
  const module = await loadResolvers(options.resolvers ?? reading.settings?.resolvers);
  if (!module.ok) return failed(module.failure);
  const graph = loadGraph(files.value, module.value.resolvers, { partial });
  const names = reading.settings?.sources.keys() ?? [];
  const unknown = graph.model === undefined ? [] : findUnknownSources(names, graph.model.graph).map(reading.diagnose);
  const documents =
    reading.settings && (await loadDocuments(reading.settings, graph.model?.graph.apiSchema, reading.diagnose));
  const isWhole = unknown.length === 0 && documents?.isFaulty !== true;
  return success({
    files: files.value,
    module: module.value,
    ...(reading.settings !== undefined && isWhole && { settings: reading.settings }),
    graph,
    ...(documents?.trusted && { documents: documents.trusted }),
    diagnostics: [...reading.diagnostics, ...unknown, ...graph.diagnostics, ...(documents?.diagnostics ?? [])],
  });
}
