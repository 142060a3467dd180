import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate, loadContext } from '@graphql-codegen/cli';

/** Generates again without writing, and compares: generated files that nobody regenerated are a fault. */
const root = join(import.meta.dirname, '..');
process.chdir(root);

const context = await loadContext('codegen.yml');
context.updateConfig({ silent: true });
const outputs: readonly { readonly filename: string; readonly content: string }[] = await generate(context, false);

const stale: string[] = [];
for (const { filename, content } of outputs) {
  const written = await readFile(filename, 'utf8').catch(() => undefined);
  if (written !== content) stale.push(filename);
}
if (outputs.length === 0) {
  console.error('codegen.yml generates nothing.');
  process.exitCode = 1;
}
for (const file of stale) {
  console.error(`${file} is not what the schema generates now. Run: npm run codegen`);
  process.exitCode = 1;
}
