import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const PEERS = new URL('../peers/', import.meta.url);

/** The peers with their versions, as bench/peers/package.json pins them. */
export function peerVersions(): Readonly<Record<string, string>> {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', PEERS), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return dependencies;
}

/** A sentence that says what to type; undefined when every peer is there in the version that is pinned. */
export function missingPeers(): string | undefined {
  const missing = Object.entries(peerVersions()).filter(([name, version]) => installedVersion(name) !== version);
  if (missing.length === 0) return undefined;
  const names = missing.map(([name, version]) => `${name} ${version}`).join(', ');
  return `Peers are not installed: ${names}. Install them: npm ci --ignore-scripts --prefix bench/peers`;
}

function installedVersion(name: string): string | undefined {
  const path = new URL(`node_modules/${name}/package.json`, PEERS);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version : undefined;
}

const PROGRAMS = [
  { name: 'nginx', package: 'nginx-light', probe: ['nginx', '-v'] },
  { name: 'wrk', package: 'wrk', probe: ['wrk', '-v'] },
  { name: 'aiohttp', package: 'python3-aiohttp', probe: ['/usr/bin/python3', '-c', 'import aiohttp'] },
] as const;

export type ProgramName = (typeof PROGRAMS)[number]['name'];

/** What Debian would have to install, and a sentence that says so. */
export interface MissingPrograms {
  readonly names: ReadonlySet<ProgramName>;
  readonly sentence: string;
}

/** Debian keeps nginx where only root looks. */
export function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}

/** Programs from outside npm that are not here; undefined when all are. */
export function missingPrograms(): MissingPrograms | undefined {
  const missing = PROGRAMS.filter(({ probe: [command, ...flags] }) => {
    const { error, status } = spawnSync(command, flags, { stdio: 'ignore', env: withSbin() });
    return error !== undefined || (command.includes('python') && status !== 0);
  });
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => name);
  const packages = missing.map((program) => program.package).join(' ');
  return {
    names: new Set(names),
    sentence: `Not installed: ${names.join(', ')}. On Debian: apt-get install --no-install-recommends ${packages}`,
  };
}
