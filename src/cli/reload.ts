import type { Overlap } from '../overlap.ts';
import type { SettingsInput } from '../settings/settings-schema.ts';
import type { UpstreamPool } from '../upstream-pool.ts';
import { type GatewayOptions, openGateway } from './open-gateway.ts';
import type { Output } from './output.ts';

/** What a server has that runs, and what becomes of it. */
export interface Reloading {
  /** The gateway that serves now. */
  readonly present: () => Overlap;
  readonly upstreams: UpstreamPool;
  /** Gives new operations another gateway; the old one is then closed. */
  readonly replace: (gateway: Overlap) => Promise<void>;
}

/**
 * Makes what reads schema, settings and resolvers anew, at each call, one call after the other. What cannot be served is
 * reported and changes nothing.
 */
export function createReload(
  options: GatewayOptions,
  flags: SettingsInput,
  output: Output,
  { present, upstreams, replace }: Reloading,
): () => void {
  let last: Promise<void> = Promise.resolve();
  const reload = async (): Promise<void> => {
    const opened = await openGateway(options, flags, output, { upstreams, running: present().settings });
    output.stderr.write(opened.ok ? 'Serving the changed graph.\n' : 'Still serving the graph as it was.\n');
    if (opened.ok) await replace(opened.value);
  };
  const report = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    output.stderr.write(`Still serving the graph as it was: ${reason}\n`);
  };
  return () => {
    last = last.then(reload).catch(report);
  };
}
