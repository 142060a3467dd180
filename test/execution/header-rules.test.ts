import { describe, expect, test } from 'vitest';
import { applyHeaderRules } from '../../src/execution/header-rules.ts';
import { withSettingsHeaders } from '../../src/execution/outgoing-headers.ts';

const CLIENT = new Map([
  ['x-user', ['ada', 'grace']],
  ['x-team', ['shop']],
  ['cookie', ['a=1']],
  ['content-length', ['12']],
  ['overlap-trace-secret', ['hush']],
]);
const SCHEMA = [
  ['x-user', 'schema'],
  ['accept', 'text/plain'],
] as const;

describe('header rules', () => {
  test("what is propagated overrides the schema's, line by line", () => {
    expect(applyHeaderRules(SCHEMA, [{ kind: 'propagate', named: 'x-user', as: 'x-user' }], CLIENT)).toEqual([
      ['accept', 'text/plain'],
      ['x-user', 'ada'],
      ['x-user', 'grace'],
    ]);
  });

  test('under another name the header of that name is replaced', () => {
    expect(applyHeaderRules(SCHEMA, [{ kind: 'propagate', named: 'x-team', as: 'x-user' }], CLIENT)).toEqual([
      ['accept', 'text/plain'],
      ['x-user', 'shop'],
    ]);
  });

  test('what the client did not send has its default, or stays as the schema has it', () => {
    const rule = { kind: 'propagate', named: 'x-none', as: 'x-user' } as const;
    expect(applyHeaderRules(SCHEMA, [{ ...rule, default: 'n\u00f6' }], CLIENT)).toContainEqual([
      'x-user',
      'n\u00c3\u00b6',
    ]);
    expect(applyHeaderRules(SCHEMA, [rule], CLIENT)).toEqual(SCHEMA);
  });

  test('a pattern passes on what fits, never what belongs to the connection or to Overlap', () => {
    expect(applyHeaderRules([], [{ kind: 'propagate matching', pattern: /.*/u }], CLIENT)).toEqual([
      ['x-user', 'ada'],
      ['x-user', 'grace'],
      ['x-team', 'shop'],
      ['cookie', 'a=1'],
    ]);
  });

  test('apply in their order', () => {
    expect(
      applyHeaderRules(
        SCHEMA,
        [
          { kind: 'propagate matching', pattern: /^x-/u },
          { kind: 'remove', named: 'x-user' },
          { kind: 'insert', name: 'x-team', value: 'crm' },
          { kind: 'remove matching', pattern: /^acc/u },
        ],
        CLIENT,
      ),
    ).toEqual([['x-team', 'crm']]);
  });

  test('a line that no HTTP parser would let in is not passed on', () => {
    const client = new Map([['x-bad', ['a\r\nb: c', 'fine']]]);
    expect(applyHeaderRules([], [{ kind: 'propagate', named: 'x-bad', as: 'x-bad' }], client)).toEqual([
      ['x-bad', 'fine'],
    ]);
  });
});

test('rules come after the headers that are passed on where the schema says nothing', () => {
  const request = { method: 'GET', url: 'http://a.example/', headers: SCHEMA };
  const settings = {
    forwardHeaders: ['x-user', 'cookie'],
    headerRules: [{ kind: 'remove', named: 'cookie' }] as const,
  };
  expect(withSettingsHeaders(request, settings, CLIENT).headers).toEqual(SCHEMA);
  expect(withSettingsHeaders(request, { forwardHeaders: [], headerRules: [] }, CLIENT)).toBe(request);
});
