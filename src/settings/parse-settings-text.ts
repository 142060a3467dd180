import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type Range } from 'yaml';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { type Environment, substitute } from './substitute.ts';

/** A settings file as plain values, with the places where they stand. */
export interface SettingsText {
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** The place of the member at a path: of its name or its value; of what is nearest, if nothing was written there. */
  placeOf(path: readonly (string | number)[], at: 'name' | 'value'): Place;
}

/**
 * Reads YAML 1.2 (hence JSON) and fills in environment variables, in values only. Integers beyond 2^53 become
 * bigints. Pure.
 */
export function parseSettingsText(source: SourceText, environment: Environment): SettingsText {
  const document = parseDocument(source.text, { intAsBigInt: true, uniqueKeys: true, prettyErrors: false });
  const diagnostics: Diagnostic[] = document.errors.map((error) =>
    fault(error.message, { source, span: { start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) } }),
  );
  const names = new Map<string, Place>();
  const values = new Map<string, Place>();
  const open = new Set<Node>(); // an alias may point at what contains it

  const read = (node: unknown, path: readonly (string | number)[]): unknown => {
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined || open.has(target) || open.size > 50) {
        diagnostics.push(fault(`The alias \`*${node.source}\` cannot be resolved.`, placeAt(source, node.range)));
        return undefined;
      }
      return read(target, path);
    }
    if (isScalar(node)) {
      values.set(keyOf(path), placeAt(source, node.range));
      return plainValue(
        node.value,
        (message) => diagnostics.push(fault(message, placeAt(source, node.range))),
        environment,
      );
    }
    if (!isMap(node) && !isSeq(node)) return null;
    values.set(keyOf(path), placeAt(source, node.range));
    open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, index) => read(item, [...path, index]))
      : new Map<string, unknown>();
    if (isMap(node) && value instanceof Map) {
      for (const { key, value: item } of node.items) {
        const name = isScalar(key) ? String(key.value) : String(key);
        const inner = [...path, name];
        if (isScalar(key)) names.set(keyOf(inner), placeAt(source, key.range));
        value.set(name, read(item, inner));
      }
    }
    open.delete(node);
    return value instanceof Map ? Object.fromEntries(value) : value;
  };

  const value = diagnostics.length === 0 ? (read(document.contents, []) ?? {}) : {};
  const placeOf = (path: readonly (string | number)[], at: 'name' | 'value'): Place => {
    const wanted = at === 'name' ? names : values;
    const place = wanted.get(keyOf(path)) ?? names.get(keyOf(path));
    if (place !== undefined) return place;
    return path.length === 0 ? { source, span: { start: 0, end: 0 } } : placeOf(path.slice(0, -1), 'name');
  };
  return { value, diagnostics, placeOf };
}

function plainValue(value: unknown, report: (message: string) => void, environment: Environment): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== 'string') return value;
  const filled = substitute(value, environment);
  if (filled.ok) return filled.value;
  report(`The environment variable \`${filled.failure.missing}\` is not set.`);
  return '';
}

function fault(message: string, place: Place): Diagnostic {
  return { code: 'SETTINGS_UNREADABLE', severity: 'error', message, places: [place] };
}

function placeAt(source: SourceText, range: Range | null | undefined): Place {
  return { source, span: { start: range?.[0] ?? 0, end: range?.[1] ?? 0 } };
}

function keyOf(path: readonly (string | number)[]): string {
  return JSON.stringify(path);
}
