import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { environment } from './environment.ts';
import { parseSettingsText, type SettingsText } from './parse-settings-text.ts';
import { resolveSettings } from './resolve-settings.ts';
import { isRouterShape, translateRouter } from './router/translate-router.ts';
import type { Settings } from './settings.ts';
import type { SettingsFault } from './settings-fault.ts';
import type { SettingsInput } from './settings-schema.ts';

/** What is looked for where no file is named. */
export const SETTINGS_FILES = ['overlap.yaml', 'overlap.yml', 'overlap.json'] as const;

export interface SettingsReading {
  /** Absent when a diagnostic is an error. */
  readonly settings?: Settings;
  /** What the settings came from, environment filled in, flags applied: what the library's `settings` option takes. */
  readonly input: SettingsInput;
  readonly diagnostics: readonly Diagnostic[];
  /** Points a later fault (a source that the schema does not have) at the file. */
  diagnose(fault: SettingsFault): Diagnostic;
}

/**
 * Reads settings: the named file, else the first of {@link SETTINGS_FILES} in `directory`, else none; then the
 * environment; then what the command line says, which wins. Never throws.
 */
export function readSettings(options: {
  readonly file?: string | undefined;
  readonly directory?: string;
  readonly flags?: SettingsInput;
}): SettingsReading {
  const directory = options.directory ?? process.cwd();
  const source = options.file === undefined ? findSettings(directory) : readText(options.file, directory);
  if (source instanceof Error) return unreadable(`The settings file cannot be read: ${source.message}.`);
  const text = source === undefined ? undefined : parseSettingsText(source, environment());
  return readSettingsText(
    text,
    options.flags ?? {},
    source === undefined ? directory : dirname(resolve(directory, source.name)),
  );
}

/** The rest of {@link readSettings}; `home` is the folder that relative paths in the settings start from. */
function readSettingsText(text: SettingsText | undefined, flags: SettingsInput, home: string): SettingsReading {
  const router = isRouterShape(text?.value) ? translateRouter(text.value) : undefined;
  const diagnose = (fault: SettingsFault): Diagnostic =>
    diagnosticOf(router === undefined ? fault : { ...fault, path: router.origin(fault.path) }, text);
  if (text !== undefined && text.diagnostics.length > 0) return { input: {}, diagnostics: text.diagnostics, diagnose };
  const refused = router?.faults.map((fault) => diagnosticOf(fault, text)) ?? [];
  const written = router?.input ?? text?.value ?? {};
  const over = merge(limitOfEnvironment(environment()), flags);
  // Not checked yet: resolveSettings is what says whether it has this shape.
  const input = (isMapping(written) ? merge(written, over) : written) as SettingsInput;
  const resolved = resolveSettings(input);
  if (!resolved.ok || refused.length > 0) {
    const found = resolved.ok ? [] : resolved.failure.map(diagnose);
    return { input: {}, diagnostics: [...refused, ...found].sort(inOrder), diagnose };
  }
  const { resolvers, documents } = resolved.value;
  const files = {
    ...(resolvers !== undefined && { resolvers: resolve(home, resolvers) }),
    ...(documents !== undefined && { documents: { ...documents, manifest: resolve(home, documents.manifest) } }),
  };
  return { settings: { ...resolved.value, ...files }, input: { ...input, ...files }, diagnostics: [], diagnose };
}

function diagnosticOf({ path, at, message, hint }: SettingsFault, text: SettingsText | undefined): Diagnostic {
  return {
    code: at === 'name' ? 'UNKNOWN_SETTING' : 'INVALID_SETTING',
    severity: 'error',
    message: at === 'name' || path.length === 0 ? message : `\`${path.join('.')}\`: ${message}`,
    places: text === undefined ? [] : [text.placeOf(path, at)],
    ...(hint !== undefined && { hint }),
  };
}

/** What the Apollo Router's environment variable says, which wins over its file. */
function limitOfEnvironment(names: ReturnType<typeof environment>): SettingsInput {
  const { APOLLO_CONNECTORS_MAX_REQUESTS_PER_OPERATION: limit } = names;
  return limit === undefined || limit === '' ? {} : { maxRequestsPerOperation: limit };
}

function findSettings(directory: string): SourceText | undefined {
  for (const name of SETTINGS_FILES) {
    const found = readText(name, directory);
    if (!(found instanceof Error)) return found;
  }
  return undefined;
}

function readText(file: string, directory: string): SourceText | Error {
  try {
    return { name: file, text: readFileSync(resolve(directory, file), 'utf8') };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function unreadable(message: string): SettingsReading {
  const diagnose = (fault: SettingsFault): Diagnostic => ({
    code: 'INVALID_SETTING',
    severity: 'error',
    message: fault.message,
    places: [],
  });
  return {
    input: {},
    diagnostics: [{ code: 'SETTINGS_UNREADABLE', severity: 'error', message, places: [] }],
    diagnose,
  };
}

/** `over` wins, member by member, in mappings. */
function merge(under: unknown, over: unknown): unknown {
  if (!isMapping(under) || !isMapping(over)) return over === undefined ? under : over;
  const merged = new Map(Object.entries(under));
  for (const [name, value] of Object.entries(over)) merged.set(name, merge(merged.get(name), value));
  return Object.fromEntries(merged);
}

function inOrder(a: Diagnostic, b: Diagnostic): number {
  return (a.places[0]?.span.start ?? 0) - (b.places[0]?.span.start ?? 0);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
