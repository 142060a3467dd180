import { readdirSync, readFileSync } from 'node:fs';

/** A page of docs/, by its file name. */
export function readPage(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
}

/** The pages whose examples are run. */
export const PAGES = ['connectors.md', 'mapping.md', 'differences.md', 'partial-failure.md', 'settings.md'] as const;

/** A fenced block: what stands behind the backticks, its text, and its line in the page. */
export interface Fence {
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
  readonly line: number;
}

export function fencesOf(page: string): readonly Fence[] {
  return [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', info = '', text = ''] = match;
    const words = info.split(' ').filter((word) => word !== '');
    return { language, words, text, line: page.slice(0, match.index).split('\n').length };
  });
}

/** A row of a table, by the column's heading. */
export type Row = Readonly<Record<string, string>>;

/** The rows of all tables that have these columns, as they are written. */
export function rowsOf(page: string, columns: readonly string[]): readonly Row[] {
  const tables = page.split(/\n(?!\|)/).filter((block) => block.trimStart().startsWith('|'));
  return tables.flatMap((table) => {
    const [head = '', , ...body] = table.trim().split('\n');
    const names = cellsOf(head);
    if (!columns.every((column) => names.includes(column))) return [];
    return body.map((line) => Object.fromEntries(cellsOf(line).map((cell, index) => [names[index] ?? '', cell])));
  });
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** The text between the first pair of backticks; two backticks hold one. */
export function codeIn(cell: string): string | undefined {
  return (/``\s?(.+?)\s?``/.exec(cell) ?? /`([^`]+)`/.exec(cell))?.[1];
}

/** The parts of a page below its second-level headings. */
export function sectionsOf(page: string): readonly { readonly title: string; readonly text: string }[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { title: part.slice(0, end), text: part.slice(end) };
    });
}

/** All TypeScript files below a folder of src/, joined; those whose names the pattern fits. */
export function sourceText(folder: string, pattern = /\.ts$/): string {
  const base = new URL(`../../src/${folder}/`, import.meta.url);
  const files = readdirSync(base, { recursive: true, encoding: 'utf8' }).filter((name) => pattern.test(name));
  return files.map((name) => readFileSync(new URL(name, base), 'utf8')).join('\n');
}
