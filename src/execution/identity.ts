import type { ClientHeaders } from './client-headers.ts';
import type { ReadyStep } from './runtime.ts';

/**
 * The client's headers that can change what some steps are answered: those the schema or the settings pass on or let
 * a mapping read. Undefined when that cannot be told beforehand, or when the steps may change something upstream or
 * read what a program puts into the context: such operations are never shared.
 */
export function identityHeaders(steps: readonly ReadyStep[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const { step, source } of steps) {
    const { connector } = step;
    if (!step.safe || step.contextNames.length > 0) return undefined;
    for (const header of [...(connector.http?.headers ?? []), ...(connector.source?.headers ?? [])]) {
      if (header.kind === 'from') names.add(header.from.toLowerCase());
    }
    for (const name of step.requestHeaders) names.add(name);
    for (const name of source?.forwardHeaders ?? []) names.add(name);
    for (const rule of source?.headerRules ?? []) {
      if (rule.kind === 'propagate matching') return undefined;
      if (rule.kind === 'propagate') names.add(rule.named);
    }
  }
  return [...names].sort();
}

/** A client as far as an answer can depend on it: every line of every header that counts. Pure. */
export function identityOf(names: readonly string[], headers: ClientHeaders): string {
  return names.length === 0 ? '' : JSON.stringify(names.map((name) => headers.get(name) ?? null));
}
