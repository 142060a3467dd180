import { describe, expect, test } from 'vitest';
import { mergeMembers } from '../../src/execution/merge-members.ts';
import { compileResponse } from '../../src/execution/response-mapping.ts';
import { keysOf, objectOf } from '../../src/json/key-order.ts';
import type { Selection } from '../../src/mapping/ast.ts';
import { parseSelection } from '../../src/mapping/parser.ts';

function mapping(text: string): Selection {
  const parsed = parseSelection(text, 'B');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

const NO_ERRORS = { errors: {} };

describe('compileResponse', () => {
  test('leaves the scope of the request as it was', () => {
    const scope = Object.freeze({ $args: { q: 1 } });
    const read = compileResponse(undefined, { selection: mapping('s: $status q: $args.q'), ...NO_ERRORS });
    const response = { status: 201, headers: new Map(), body: new Uint8Array() };
    expect(read.read(response, scope, { lenientContentTypes: false })).toEqual({ ok: true, value: { s: 201, q: 1 } });
  });

  test('gives headers to the mappings that judge a failure, too', () => {
    const errors = { message: mapping('$response.headers."x-why"->first') };
    const read = compileResponse({ errors }, { selection: mapping('id'), ...NO_ERRORS });
    const response = { status: 400, headers: new Map([['x-why', ['quota']]]), body: new Uint8Array() };
    expect(read.read(response, {}, { lenientContentTypes: false })).toEqual({
      ok: false,
      failure: { kind: 'status', status: 400, message: 'quota' },
    });
  });

  test('a response shared by two connectors is read by each with its own mapping', () => {
    const response = { status: 200, headers: new Map(), body: Buffer.from('{"a":1,"b":2}') };
    const options = { lenientContentTypes: false };
    const a = compileResponse(undefined, { selection: mapping('a'), ...NO_ERRORS });
    const b = compileResponse(undefined, { selection: mapping('$.b'), ...NO_ERRORS });
    expect(a.read(response, {}, options)).toEqual({ ok: true, value: { a: 1 } });
    expect(b.read(response, {}, options)).toEqual({ ok: true, value: 2 });
  });
});

describe('mergeMembers', () => {
  test('merges objects and replaces everything else', () => {
    expect(mergeMembers({ a: { x: 1, y: [1] }, b: 1 }, { a: { y: [2], z: null }, c: { d: 1 } })).toEqual({
      a: { x: 1, y: [2], z: null },
      b: 1,
      c: { d: 1 },
    });
  });

  test('keeps the order in which members were first written', () => {
    const under = objectOf([
      ['b', 1],
      ['10', 2],
    ]);
    expect(keysOf(mergeMembers(under, { '2': 3, b: 4 }))).toEqual(['b', '10', '2']);
  });

  test('takes `__proto__` for an ordinary member', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true}}');
    const merged = mergeMembers({}, hostile);
    expect(Object.keys(merged)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});
