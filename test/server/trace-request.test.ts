import { describe, expect, test } from 'vitest';
import { mayTrace } from '../../src/server/trace-request.ts';

const SECRET = 'a secret of many wörds';

function asked(
  headers: Readonly<Record<string, string>>,
  secret?: string,
  mode: 'development' | 'production' = 'production',
) {
  const lines = new Map(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return mayTrace(lines, { mode, trace: { ...(secret !== undefined && { secret }) } });
}

/** As Node delivers the bytes of a header. */
function received(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

describe('a trace', () => {
  test('is given to anybody who asks in development', () => {
    expect(asked({ 'overlap-trace': '1' }, undefined, 'development')).toBe(true);
    expect(asked({ 'overlap-trace': '0' }, undefined, 'development')).toBe(false);
    expect(asked({}, undefined, 'development')).toBe(false);
  });

  test('is given in production to who knows the secret', () => {
    expect(asked({ 'overlap-trace': '1', 'overlap-trace-secret': received(SECRET) }, SECRET)).toBe(true);
  });

  test.each([
    ['without a secret', {}],
    ['with another one', { 'overlap-trace-secret': received(`${SECRET}.`) }],
    ['with an empty one', { 'overlap-trace-secret': '' }],
  ])('is not given in production %s', (_what, headers) => {
    expect(asked({ 'overlap-trace': '1', ...headers }, SECRET)).toBe(false);
  });

  test('is given to nobody in production where no secret is set', () => {
    expect(asked({ 'overlap-trace': '1', 'overlap-trace-secret': '' })).toBe(false);
  });

  test('is given to nobody who does not ask', () => {
    expect(asked({ 'overlap-trace-secret': received(SECRET) }, SECRET)).toBe(false);
  });
});
