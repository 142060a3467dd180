/**
 * The path of a connector's URL behind that of its source, with exactly one slash between them. Nothing and a mere
 * `/` add nothing; the slash at the end is the author's own. Pure.
 */
export function joinPaths(base: string, path: string): string {
  const rest = withoutStartSlashes(path);
  if (rest === '') return path.length > 1 ? `${withoutEndSlashes(base)}/` : base;
  return `${withoutEndSlashes(base)}/${rest}`;
}

/** A path with one more element, already encoded; an empty one leaves a slash at the end, never two. Pure. */
export function appendElement(path: string, element: string): string {
  return path.endsWith('/') ? path + element : `${path}/${element}`;
}

/** Query strings in a row, joined by single ampersands; empty ones add nothing. Pure. */
export function joinQueries(queries: readonly string[]): string {
  let joined = '';
  for (const query of queries) {
    if (query === '') continue;
    joined += joined === '' || joined.endsWith('&') ? query : `&${query}`;
  }
  return joined;
}

function withoutStartSlashes(path: string): string {
  let start = 0;
  while (path[start] === '/') start += 1;
  return path.slice(start);
}

function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
