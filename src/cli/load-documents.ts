import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type GraphQLSchema, Kind } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ManifestDocument, readManifest } from '../documents/read-manifest.ts';
import { createTrustedDocuments, type TrustedDocuments } from '../documents/trusted-documents.ts';
import { validateDocument } from '../documents/validate-documents.ts';
import { validateFiles, type WholeOperation } from '../documents/validate-files.ts';
import { locateJson } from '../json/locate-json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { readOperation } from '../limits/read-operation.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsFault } from '../settings/settings-fault.ts';
import { ANONYMOUS, type CommittedOperation, PLAN_ENDING } from './check-plans.ts';
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
  /** The valid ones. */
  readonly operations: readonly CommittedOperation[];
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
  const manifests = paths.filter((path) => path.endsWith('.json') && !path.endsWith(PLAN_ENDING));
  const found: CheckedOperations[] = [];
  for (const name of manifests) {
    const text = await readText(name);
    if (!text.ok) return failed(`${name}: ${text.failure}`);
    const { documents, diagnostics } = readManifest({ name, text: text.value });
    const invalid = await validateAll(schema, documents, limits);
    const operations = documents.flatMap((document) => committedIn(document, schema, limits));
    found.push({ count: documents.length, operations, diagnostics: [...diagnostics, ...invalid] });
  }
  const rest = paths.filter((path) => !manifests.includes(path) && !path.endsWith(PLAN_ENDING));
  const files = rest.length === 0 ? success([]) : await findSchemaFiles(rest);
  if (!files.ok) return files;
  const sources = files.value.map(({ source }) => source);
  const { operations, ...others } = validateFiles(schema, sources, limits);
  const all = [...found, { ...others, operations: operations.map(committed) }];
  return success({
    operations: all.flatMap((one) => one.operations),
    count: all.reduce((sum, { count }) => sum + count, 0),
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
  });
}

/** The operations of a document that a manifest holds; none if it does not fit the schema. */
function committedIn(
  { source, path, text, name, id }: ManifestDocument,
  schema: GraphQLSchema,
  limits: Settings['limits'],
): readonly CommittedOperation[] {
  const read = readOperation(schema, text, limits);
  if (!read.ok) return [];
  const { definitions } = read.value;
  const span = locateJson(source.text, path) ?? { start: 0, end: 0 };
  return definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ({
      name: operation.name?.value ?? name ?? id,
      place: { source, span },
      planned: { operation, definitions },
    }));
}

function committed({ source, operation, definitions }: WholeOperation): CommittedOperation {
  const { start = 0, end = 1 } = operation.name?.loc ?? operation.selectionSet.loc ?? {};
  const name = operation.name?.value ?? ANONYMOUS;
  return { name, place: { source, span: { start, end } }, planned: { operation, definitions } };
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
