import { SETTINGS_FILES } from '../settings/read-settings.ts';
import { systemClock } from '../time/clock.ts';
import type { GatewayOptions } from './open-gateway.ts';
import { watchForChanges } from './watch.ts';

/** Calls `changed` whenever schema, settings or resolvers change. */
export function followChanges({ schema, config, resolvers }: GatewayOptions, changed: () => void): Disposable {
  const settingsFiles = config === undefined ? SETTINGS_FILES : [config];
  const files = resolvers === undefined ? settingsFiles : [...settingsFiles, resolvers];
  return watchForChanges({ schema, files }, changed, systemClock);
}
