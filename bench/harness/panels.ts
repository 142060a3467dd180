import type { BenchRequest } from './request.ts';
import { AIOHTTP, BY_HAND, OVERLAP, type ServerKind } from './servers.ts';
import { panelOf } from './upstream-data.ts';

/** How many panels a page has, each one call of 200 ms; the largest first, so that code and connections are warm. */
export const PANEL_SIZES = [1_000, 100, 10];

export const PANEL_SERVERS = [OVERLAP, BY_HAND, AIOHTTP];

/** A page of so many panels as a question with one right answer. */
export function panelsOf(size: number): { readonly name: string; readonly isRight: (data: unknown) => boolean } {
  const panels = Array.from({ length: size }, (_, id) => panelOf(id));
  const expected = JSON.stringify(Object.fromEntries(panels.map((panel) => [`p${panel.id}`, panel])));
  return { name: `${size} panels`, isRight: (data) => JSON.stringify(data) === expected };
}

export function panelsRequest(size: number, { speaks }: ServerKind): BenchRequest {
  if (speaks === 'pages') return { method: 'GET', path: `/panels?n=${size}`, headers: {} };
  const fields = Array.from({ length: size }, (_, id) => `p${id}: panel(id: ${id}) { id value }`);
  const body = JSON.stringify({ query: `{ ${fields.join(' ')} }` });
  return { method: 'POST', path: '/graphql', headers: { 'content-type': 'application/json' }, body };
}
