import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { OverlapOptions } from '../overlap.ts';
import type { ResolverMap } from '../resolvers/typescript-resolvers.ts';

/** What a file of TypeScript resolvers exports. */
export interface ResolverModule {
  readonly resolvers: ResolverMap;
  /** As the library's option: adds to the context of resolvers. */
  readonly context?: NonNullable<OverlapOptions['context']>;
}

/**
 * Imports a file that exports `resolvers` (by that name or as its default), and perhaps `context`. Node keeps what it
 * has imported: after a change the file itself is imported anew, what it imports is not.
 */
export async function loadResolvers(file: string | undefined): Promise<Outcome<ResolverModule, string>> {
  if (file === undefined) return success({ resolvers: {} });
  let module: Readonly<Record<string, unknown>>;
  try {
    const { mtimeMs } = await stat(file);
    module = await import(`${pathToFileURL(resolve(file)).href}?changed=${mtimeMs}`);
  } catch (error) {
    return failed(
      `The resolvers in ${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const resolvers = module.resolvers ?? module.default;
  if (typeof resolvers !== 'object' || resolvers === null) {
    return failed(`${file} exports no resolvers: write \`export const resolvers = { Type: { field() {} } }\`.`);
  }
  const { context } = module;
  return success({
    resolvers,
    ...(typeof context === 'function' && { context: context as NonNullable<ResolverModule['context']> }),
  });
}
