import type { Settings } from './settings.ts';

/**
 * What several processes on one port count each for itself although it is meant for all of them: a sentence for
 * whoever starts one. Absent when there is nothing like that. Pure.
 */
export function countedAlone({ server, store, sourceDefaults, sources }: Settings): string | undefined {
  if (!server.reusePort || store.kind !== 'memory') return undefined;
  const { rateLimit: common } = sourceDefaults;
  const own = [...sources].filter(([, { rateLimit }]) => rateLimit !== undefined && rateLimit !== common);
  const names = [
    ...(common === undefined ? [] : ['sourceDefaults.rateLimit']),
    ...own.map(([name]) => `sources.${name}.rateLimit`),
  ];
  if (names.length === 0) return undefined;
  const limits = names.map((name) => `\`${name}\``).join(', ');
  return `Each process on this port counts ${limits} alone: so many of them send so many times as much. With \`store: { valkey: URL }\` they count together.`;
}
