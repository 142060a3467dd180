import type { SettingsInput } from '../src/index.ts';
import type { DemoUpstreams } from './upstreams/start-upstreams.ts';

/** The demo's settings, as they could stand in an `overlap.yaml`; only where the upstreams are is known no sooner than now. */
export function demoSettings({ sources }: Pick<DemoUpstreams, 'sources'>): SettingsInput {
  const switchable = Object.entries(sources).map(([name, { baseURL }]) => [
    name,
    {
      baseURL,
      timeout: { attempt: '1s' }, // a hanging upstream shows soon
      breaker: { open: '1s' }, // and so does one that was mended
    },
  ]);
  const settings = Object.fromEntries(switchable);
  return {
    mode: 'development',
    deadline: '3s',
    sources: {
      ...settings,
      support: { ...settings.support, retry: { attempts: 3, budget: '50%' } }, // it has its moments, as we know
    },
  };
}
