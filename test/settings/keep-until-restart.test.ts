import { describe, expect, test } from 'vitest';
import { keepUntilRestart } from '../../src/settings/keep-until-restart.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';

function resolved(input: SettingsInput) {
  const outcome = resolveSettings(input);
  if (!outcome.ok) throw new Error(outcome.failure.map(({ message }) => message).join(' '));
  return outcome.value;
}

function kept(next: SettingsInput, running: SettingsInput) {
  return keepUntilRestart(resolved(next), resolved(running));
}

describe('settings for a server that runs', () => {
  test('are the new ones', () => {
    const { settings, inVain } = kept({ deadline: '1s', sources: { a: {} }, introspection: true }, { deadline: '2s' });
    expect(inVain).toEqual([]);
    expect(settings).toEqual(resolved({ deadline: '1s', sources: { a: {} }, introspection: true }));
  });

  test('keep what only a restart can change, and name it', () => {
    const running: SettingsInput = { server: { port: 1 }, quota: { perSecond: 1 } };
    const { settings, inVain } = kept(
      { server: { port: 2, path: '/x' }, overload: { concurrency: 5 }, cors: { origins: ['*'] }, deadline: '1s' },
      running,
    );
    expect(inVain).toEqual(['server.port', 'server.path', 'cors', 'overload', 'quota']);
    expect(settings).toEqual({ ...resolved(running), deadlineMs: 1_000 });
  });

  test('keep the mode and what follows from it', () => {
    const { settings, inVain } = kept({ mode: 'development' }, { mode: 'production' });
    expect(inVain).toEqual(['mode']);
    expect(settings).toEqual(resolved({ mode: 'production' }));
  });
});
