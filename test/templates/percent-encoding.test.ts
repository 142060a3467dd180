import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeConstant, encodeValue } from '../../src/templates/percent-encoding.ts';

const anyText = fc.string({ unit: 'binary' });

describe('encodeValue', () => {
  test('leaves unreserved characters and complete escapes only', () => {
    fc.assert(fc.property(anyText, (text) => /^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/.test(encodeValue(text))));
  });

  test('can be undone: no two texts share an encoding', () => {
    fc.assert(fc.property(anyText, (text) => decodeURIComponent(encodeValue(text)) === text.toWellFormed()));
  });

  test('writes an unpaired surrogate as the replacement character', () => {
    expect(encodeValue('a\ud800b')).toBe('a%EF%BF%BDb');
  });
});

describe('encodeConstant', () => {
  test('encodes nothing twice', () => {
    fc.assert(fc.property(anyText, (text) => encodeConstant(encodeConstant(text)) === encodeConstant(text)));
  });

  test('leaves printable ASCII without what URLs forbid', () => {
    fc.assert(fc.property(anyText, (text) => /^[\x21-\x7e]*$/.test(encodeConstant(text))));
    fc.assert(fc.property(anyText, (text) => !/["<>\\^`{|}]/.test(encodeConstant(text))));
  });
});
