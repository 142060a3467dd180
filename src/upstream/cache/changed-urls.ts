import type { UpstreamOutcome, UpstreamRequest } from '../upstream.ts';

/**
 * What an unsafe call may have changed: its URL, and those of the same origin that its answer names as the place of the
 * result (RFC 9111 §4.4). Nothing, if it was never sent. Without an outcome anything may have happened. Pure.
 */
export function changedUrls({ url }: UpstreamRequest, outcome: UpstreamOutcome | undefined): readonly string[] {
  if (outcome?.ok === false && outcome.failure.kind === 'refused') return [];
  const urls = new Set([url]);
  if (outcome?.ok === true) {
    for (const name of ['location', 'content-location']) {
      const named = URL.parse(outcome.value.headers.get(name)?.[0] ?? '', url);
      if (named === null || named.origin !== URL.parse(url)?.origin) continue;
      named.hash = '';
      urls.add(named.href);
    }
  }
  return [...urls];
}
