import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ManifestDocument, readManifest } from '../documents/read-manifest.ts';
import { createTrustedDocuments, type TrustedDocuments } from '../documents/trusted-documents.ts';
import { validateDocument } from '../documents/validate-documents.ts';
import { validateFiles } from '../documents/validate-files.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsFault } from '../settings/settings-fault.ts';
import { findSchemaFiles } from './find-schema-files.ts';

/** The documents that settings name, read and judged. */
export interface LoadedDocuments {
  /** Absent where there are none, and when the manifest is at fault. */
  readonly trusted?: TrustedDocuments;
  readonly diagnostics: readonly Diagnostic[];
  /** The manifest itself cannot be used; a document that does not fit the schema only fails by itself. */
  readonly isFaulty: boolean;
}

const NONE: LoadedDocuments = { diagnostics: [], isFaulty: false };

/** Reads the manifest of the settings; without a schema its documents are not validated. */
export async function loadDocuments(
  { documents, limits }: Settings,
  schema: GraphQLSchema | undefined,
  diagnose: (fault: SettingsFault) => Diagnostic,
): Promise<LoadedDocuments> {
  if (documents === undefined || documents.mode === 'off') return NONE;
  const text = await readText(documents.manifest);
  if (!text.ok) {
    const fault = { path: ['documents', 'manifest'], at: 'value', message: text.failure } as const;
    return { diagnostics: [diagnose(fault)], isFaulty: true };
  }
  const { documents: all, diagnostics } = readManifest({ name: relative('', documents.manifest), text: text.value });
  if (diagnostics.length > 0) return { diagnostics, isFaulty: true };
  return {
    trusted: createTrustedDocuments(all, documents.mode),
    diagnostics: schema === undefined ? [] : await validateAll(schema, all, limits),
    isFaulty: false,
  };
}

/** Operations that somebody wants to know about. */
export interface CheckedOperations {
  readonly count: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Validates operations: those of a manifest, where a path ends in `.json`, and those in a file, a folder or a glob of
 * `.graphql` files otherwise. Fails with a sentence for a path that means nothing.
 */
export async function checkOperations(
  paths: readonly string[],
  schema: GraphQLSchema,
  limits: Settings['limits'],
): Promise<Outcome<CheckedOperations, string>> {
  const manifests = paths.filter((path) => path.endsWith('.json'));
  const found: CheckedOperations[] = [];
  for (const name of manifests) {
    const text = await readText(name);
    if (!text.ok) return failed(`${name}: ${text.failure}`);
    const { documents, diagnostics } = readManifest({ name, text: text.value });
    const invalid = await validateAll(schema, documents, limits);
    found.push({ count: documents.length, diagnostics: [...diagnostics, ...invalid] });
  }
  const others = paths.filter((path) => !manifests.includes(path));
  const files = others.length === 0 ? success([]) : await findSchemaFiles(others);
  if (!files.ok) return files;
  const sources = files.value.map(({ source }) => source);
  const all = [...found, validateFiles(schema, sources, limits)];
  return success({
    count: all.reduce((sum, { count }) => sum + count, 0),
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
  });
}

/** One after the other, so that a server that serves meanwhile does. */
async function validateAll(
  schema: GraphQLSchema,
  documents: readonly ManifestDocument[],
  limits: Settings['limits'],
): Promise<readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
    diagnostics.push(...validateDocument(schema, document, limits));
    await nextTurn();
  }
  return diagnostics;
}

async function readText(file: string): Promise<Outcome<string, string>> {
  try {
    const text = await readFile(file, 'utf8');
    return success(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return failed(`The manifest cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
