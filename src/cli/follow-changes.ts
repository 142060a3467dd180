import type { Overlap } from '../overlap.ts';
import { SETTINGS_FILES } from '../settings/read-settings.ts';
import type { SettingsInput } from '../settings/settings-schema.ts';
import { systemClock } from '../time/clock.ts';
import { type GatewayOptions, openGateway } from './open-gateway.ts';
import type { Output } from './output.ts';
import { watchForChanges } from './watch.ts';

/**
 * Makes a new gateway whenever schema, settings or resolvers change, and gives it to `replace`, one after the other.
 * A change that cannot be served is reported and changes nothing.
 */
export function followChanges(
  options: GatewayOptions,
  flags: SettingsInput,
  output: Output,
  replace: (gateway: Overlap) => Promise<void>,
): Disposable {
  let last: Promise<void> = Promise.resolve();
  const follow = async (): Promise<void> => {
    const opened = await openGateway(options, flags, output);
    output.stderr.write(opened.ok ? 'Serving the changed graph.\n' : 'Still serving the graph as it was.\n');
    if (opened.ok) await replace(opened.value);
  };
  const report = (error: unknown): void => {
    output.stderr.write(
      `Still serving the graph as it was: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  };
  const { config, resolvers } = options;
  const settingsFiles = config === undefined ? SETTINGS_FILES : [config];
  const files = resolvers === undefined ? settingsFiles : [...settingsFiles, resolvers];
  const changed = (): void => {
    last = last.then(follow).catch(report);
  };
  return watchForChanges({ schema: options.schema, files }, changed, systemClock);
}
