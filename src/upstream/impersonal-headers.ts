/** Whether a header is about format alone: it tells what is wanted, not who wants it. Pure. */
export function isImpersonal(name: string): boolean {
  return IMPERSONAL.has(name);
}

const IMPERSONAL: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-type',
  'pragma',
  'user-agent',
]);
