import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeForm } from '../../src/execution/form-encoding.ts';

describe('encodeForm', () => {
  test('spells nested members and elements with brackets', () => {
    expect(decodeURIComponent(encodeForm({ a: { b: [1, { c: null }] }, d: true }))).toBe(
      'a[b][0]=1&a[b][1][c]=&d=true',
    );
  });

  test('leaves out what holds nothing', () => {
    expect(encodeForm({ a: [], b: {}, c: [[], {}], d: '' })).toBe('d=');
  });

  test('encodes texts as browsers do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (key, value) => {
        fc.pre(key !== '__proto__');
        return encodeForm({ [key]: value }) === new URLSearchParams([[key, value]]).toString();
      }),
    );
  });
});
