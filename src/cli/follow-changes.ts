import { SETTINGS_FILES } from '../settings/read-settings.ts';
import { systemClock } from '../time/clock.ts';
import type { GatewayOptions } from './open-gateway.ts';
import { watchForChanges } from './watch.ts';

/** Calls `changed` whenever schema, settings, resolvers or one of `others` change. */
export function followChanges(
  { schema, config, resolvers }: GatewayOptions,
  others: readonly string[],
  changed: () => void,
): Disposable {
  const settingsFiles = config === undefined ? SETTINGS_FILES : [config];
  const files = [...settingsFiles, ...others];
  if (resolvers !== undefined) files.push(resolvers);
  return watchForChanges({ schema, files }, changed, systemClock);
}
