import type { HeaderMapping } from '../connectors/connector.ts';
import type { Scope } from '../mapping/scope.ts';
import { compileTemplate } from '../templates/expand.ts';
import type { ClientHeaders } from './client-headers.ts';
import { encodeHeader } from './header-text.ts';

/** Header lines in order of emission; names in lower case, values one character per byte. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

type WriteLines = (lines: [string, string][], scope: Scope, client: ClientHeaders) => void;

/**
 * Compiles the headers of a connector: its own, then those of the source whose names it does not use. A `from`
 * header repeats every line of the client's, or is absent with it; a `value` that cannot be made drops its header,
 * an empty one is sent. Nothing else of the client's is passed on. Pure.
 */
export function compileHeaders(
  mappings: readonly HeaderMapping[],
): (scope: Scope, client: ClientHeaders) => [string, string][] {
  const writers = mappings.map(compileHeader);
  return (scope, client) => {
    const lines: [string, string][] = [];
    for (const write of writers) write(lines, scope, client);
    return lines;
  };
}

/** The headers that count: the connector's, then the source's of other names (names are case-insensitive). */
export function mergeHeaderMappings(
  connect: readonly HeaderMapping[],
  source: readonly HeaderMapping[],
): readonly HeaderMapping[] {
  const own = new Set(connect.map(({ name }) => name.toLowerCase()));
  return [...connect, ...source.filter(({ name }) => !own.has(name.toLowerCase()))];
}

function compileHeader(mapping: HeaderMapping): WriteLines {
  const name = mapping.name.toLowerCase();
  if (mapping.kind === 'from') {
    const from = mapping.from.toLowerCase();
    return (lines, _scope, client) => {
      for (const value of client.get(from) ?? []) if (isForwardable(value)) lines.push([name, value]);
    };
  }
  const template = compileTemplate(mapping.value, 'header');
  return (lines, scope) => {
    const value = template.expand(scope);
    if (value.ok) lines.push([name, encodeHeader(value.value)]);
  };
}

/** Whether a client's value is what an HTTP parser lets in: tabs, but nothing that ends a line. */
export function isForwardable(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f || code > 0xff) return false;
  }
  return true;
}
