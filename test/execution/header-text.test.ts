import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientHeaderText, readClientHeaders } from '../../src/execution/client-headers.ts';
import { decodeHeader, encodeHeader } from '../../src/execution/header-text.ts';

describe('header text', () => {
  test('what is encoded is one character per byte and decodes to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = encodeHeader(text);
        return Buffer.from(encoded, 'latin1').toString('latin1') === encoded && decodeHeader(encoded) === text;
      }),
    );
  });

  test('bytes that are no UTF-8 are read as Latin-1', () => {
    expect(decodeHeader('caf\u00e9')).toBe('café');
  });
});

describe('client headers', () => {
  const headers = readClientHeaders(['X-Team', 'a', 'Accept', '*/*', 'x-team', 'caf\u00c3\u00a9']);

  test('repeated lines stay apart under one lower-case name', () => {
    expect(headers.get('x-team')).toEqual(['a', 'caf\u00c3\u00a9']);
    expect(headers.get('accept')).toEqual(['*/*']);
  });

  test('mappings see text', () => {
    expect(clientHeaderText(headers, 'x-team')).toEqual(['a', 'café']);
    expect(clientHeaderText(headers, 'x-nobody')).toBeUndefined();
  });
});
