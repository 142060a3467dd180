import { describe, expect, test } from 'vitest';
import { countedAlone } from '../../src/settings/counted-alone.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';

function sentence(input: SettingsInput): string | undefined {
  const outcome = resolveSettings(input);
  if (!outcome.ok) throw new Error(outcome.failure.map(({ message }) => message).join(' '));
  return countedAlone(outcome.value);
}

const server = { reusePort: true };
const rateLimit = { perSecond: 5 };

describe('what each process counts alone', () => {
  test('is named with what lets them count together', () => {
    expect(sentence({ server, sources: { orders: { rateLimit }, other: {} } })).toBe(
      'Each process on this port counts `sources.orders.rateLimit` alone: so many of them send so many times as much. With `store: { valkey: URL }` they count together.',
    );
  });

  test('is named once where sources inherit it', () => {
    const said = sentence({ server, sourceDefaults: { rateLimit }, sources: { a: {}, b: { rateLimit } } });
    expect(said).toContain('counts `sourceDefaults.rateLimit`, `sources.b.rateLimit` alone');
  });

  test.each([
    ['one process', { sources: { orders: { rateLimit } } }],
    ['no limit', { server }],
    ['a store that they share', { server, store: { valkey: 'redis://h' }, sources: { orders: { rateLimit } } }],
  ] as const)('is nothing with %s', (_what, input) => {
    expect(sentence(input)).toBeUndefined();
  });
});
