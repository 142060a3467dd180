/** Whether the method, by definition, asks for no change (RFC 9110 §9.2.1): the request may be repeated or shared. */
export function isSafe(method: string): boolean {
  return SAFE.has(method);
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE']);
