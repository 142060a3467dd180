import { glob, readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, normalize } from 'node:path';
import type { SchemaFile } from '../connectors/read-graph.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';

/**
 * The schema files that paths mean, each once, in the order given: a file is itself, a folder all `*.graphql` below
 * it (but not in `node_modules` or hidden folders), anything else a glob. Fails with a sentence for a path that
 * means no file.
 */
export async function findSchemaFiles(paths: readonly string[]): Promise<Outcome<readonly SchemaFile[], string>> {
  const names = new Set<string>();
  for (const path of paths) {
    const found = await namesFor(path);
    if (!found.ok) return found;
    for (const name of found.value) names.add(normalize(name));
  }
  const files = await Promise.all([...names].map(readSchemaFile));
  return success(files);
}

async function namesFor(path: string): Promise<Outcome<readonly string[], string>> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isFile()) return success([path]);
  if (status?.isDirectory()) {
    const below = await graphqlFilesBelow(path);
    return below.length > 0 ? success(below) : failed(`There are no .graphql files in ${path}.`);
  }
  const matching = (await Array.fromAsync(glob(path))).sort();
  return matching.length > 0 ? success(matching) : failed(`There is no file or folder ${path}.`);
}

async function graphqlFilesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = await Promise.all(
    entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry): Promise<readonly string[]> => {
        const name = join(folder, entry.name);
        const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await stat(name)).isDirectory());
        if (!isFolder) return extname(name) === '.graphql' ? [name] : [];
        return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : graphqlFilesBelow(name);
      }),
  );
  return names.flat();
}

async function readSchemaFile(name: string): Promise<SchemaFile> {
  return { service: basename(name, extname(name)), source: { name, text: await readFile(name, 'utf8') } };
}
