import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaFile } from '../src/index.ts';

const FOLDER = join(import.meta.dirname, '../schema');

/** The demo graph: every file of `schema/`, each a service named after it. */
export function readDemoSchema(): readonly SchemaFile[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => ({
      service: file.replace(/\.graphql$/, ''),
      source: { name: `schema/${file}`, text: readFileSync(join(FOLDER, file), 'utf8') },
    }));
}
