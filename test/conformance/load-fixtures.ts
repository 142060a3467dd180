import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseJson } from '../../src/json/parse-json.ts';

/**
 * Reads all fixture files of a folder beside this file and checks them against a schema, so that a slip of the pen
 * fails instead of skipping a case. Integers keep all their digits.
 */
export function loadFixtures<T>(folder: string, suite: z.ZodType<T>): readonly (readonly [file: string, suite: T])[] {
  const directory = new URL(`./${folder}/`, import.meta.url);
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return files.toSorted().flatMap((file) => {
    const document = parseJson(readFileSync(new URL(file, directory), 'utf8'));
    if (!document.ok) throw new Error(`${folder}/${file} ${document.failure.message}`);
    const suites = z.array(suite).safeParse(document.value);
    if (!suites.success) throw new Error(`${folder}/${file}: ${z.prettifyError(suites.error)}`);
    return suites.data.map((one) => [file, one] as const);
  });
}
