import type { OperationOutline, OutlinedCall, OutlinedResolver, OutlinedWait } from './plan-operation-outline.ts';

/** A plan as a tree that a person reads at a glance: what waits stands below what it waits for. Pure. */
export function printPlan(outline: OperationOutline): string {
  const rows = rowsOf(outline);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const tree = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const parts = [[headline(outline)], tree, sources(outline), remarks(outline)];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

type Node = OutlinedCall | OutlinedResolver;

function headline({ operation, name, maxCalls, waves, calls }: OperationOutline): string {
  const what = name === undefined ? operation : `${operation} ${name}`;
  if (calls.length === 0) return `${what}: nothing is sent`;
  return `${what}: ${maxCalls === calls.length ? '' : 'at most '}${plural(maxCalls, 'call')} in ${plural(waves, 'wave')}`;
}

function rowsOf({ calls, resolvers }: OperationOutline): readonly (readonly string[])[] {
  const nodes: readonly Node[] = [...calls, ...resolvers];
  const waves = new Map(calls.map(({ id, wave }) => [id, wave]));
  const parents = new Map(nodes.map((node) => [node.id, parentOf(node, waves)]));
  const rows: string[][] = [];
  const roots = nodes.filter(({ id }) => parents.get(id) === undefined);
  for (const node of roots) print(node, undefined, '', '');
  return rows;

  function print(node: Node, parent: Node | undefined, ahead: string, below: string): void {
    rows.push([
      `${ahead}${node.id}  ${'url' in node ? request(node) : node.field}`,
      placeOf(node, parent),
      detailOf(node, parent),
    ]);
    const children = nodes.filter(({ id }) => parents.get(id) === node.id);
    for (const child of children) {
      const isLast = child === children.at(-1);
      print(child, node, `${below}${isLast ? '└─ ' : '├─ '}`, `${below}${isLast ? '   ' : '│  '}`);
    }
  }
}

/** What it waits for longest. */
function parentOf({ waitsFor }: Node, waves: ReadonlyMap<string, number>): string | undefined {
  let last: OutlinedWait | undefined;
  for (const wait of waitsFor) {
    if (last === undefined || (waves.get(wait.id) ?? 0) > (waves.get(last.id) ?? 0)) last = wait;
  }
  return last?.id;
}

function request({ source, method, url }: OutlinedCall): string {
  return [...(source === undefined ? [] : [source]), method, url].join(' ');
}

/** Its paths: those below the parent's shortened, and fields of one object together. */
function placeOf(node: Node, parent: Node | undefined): string {
  const above = parent === undefined ? [] : pathsOf(parent);
  const fields = Map.groupBy(pathsOf(node), (path) => path.slice(0, path.lastIndexOf('.') + 1));
  const places = [...fields].map(([object, paths]) => {
    const names = paths.map((path) => path.slice(object.length));
    const path = paths.length === 1 ? `${object}${names.join()}` : `${object}{ ${names.join(' ')} }`;
    const start = above.find((one) => path.startsWith(`${one}.`));
    return start === undefined ? path : `…${path.slice(start.length)}`;
  });
  return `→ ${places.join(', ')}`;
}

function pathsOf(node: Node): readonly string[] {
  return 'paths' in node ? node.paths : [node.path];
}

function detailOf(node: Node, parent: Node | undefined): string {
  const key = node.waitsFor.find(({ id }) => id === parent?.id);
  const others = node.waitsFor
    .filter(({ id }) => id !== parent?.id)
    .map(({ id, members }) => [id, ...asList(members)].join(' '));
  return [
    ...('url' in node ? [countOf(node)] : ['TypeScript']),
    ...(key === undefined || key.members.length === 0 ? [] : [`by ${key.members.join(', ')}`]),
    ...(others.length === 0 ? [] : [`also after ${others.join(' and ')}`]),
    ...('url' in node && node.beside !== undefined ? [`beside ${node.beside}, whose key is an argument`] : []),
    ...('url' in node && node.onlyIfMissing ? ['only if missing'] : []),
  ].join(', ');
}

function asList(members: readonly string[]): readonly string[] {
  return members.length === 0 ? [] : [`(${members.join(', ')})`];
}

function countOf({ made, maxCalls, maxBatchSize, rows }: OutlinedCall): string {
  const assumed = rows.assumed.length > 0 ? '~' : '';
  if (made === 'once' || rows.list === undefined) return '1 call';
  const calls = `≤ ${assumed}${plural(maxCalls, 'call')}`;
  if (made === 'per row') return `${calls}, one per row`;
  const size = maxBatchSize === undefined ? '' : ` of ${maxBatchSize}`;
  return `${maxCalls === 1 ? '1 call' : calls}: ${assumed}${plural(rows.atMost, 'row')} in ${maxBatchSize === undefined ? 'a batch' : `batches${size}`}`;
}

function sources({ sources, maxCalls, calls, assumedRows }: OperationOutline): readonly string[] {
  if (maxCalls === 0) return [];
  const each = sources.map((one) => `${one.source} ${one.maxCalls}`).join(', ');
  const assumed = new Set(calls.flatMap(({ rows }) => rows.assumed));
  return [
    `By source: ${each}`,
    ...(assumed.size === 0
      ? []
      : [`~: ${[...assumed].join(', ')} taken as ${plural(assumedRows, 'row')}, for nothing says how many`]),
  ];
}

const MARKS = {
  'n+1': 'N+1',
  'unused parent': 'could overlap',
  'copied argument': 'could overlap',
  serial: 'in order',
  typescript: 'unknown',
} as const;

function remarks({ remarks }: OperationOutline): readonly string[] {
  return remarks.flatMap(({ kind, message, mend }) => [
    `${MARKS[kind]}: ${message}`,
    ...(mend === undefined ? [] : [`  ${mend}`]),
  ]);
}

function plural(amount: number, one: string): string {
  return `${amount} ${one}${amount === 1 ? '' : 's'}`;
}
