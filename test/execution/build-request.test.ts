import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectHttp, HeaderMapping } from '../../src/connectors/connector.ts';
import { compileRequest, type RequestOptions } from '../../src/execution/build-request.ts';
import type { Json } from '../../src/json/json.ts';
import type { Selection } from '../../src/mapping/ast.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import type { Scope } from '../../src/mapping/scope.ts';
import { parseTemplate } from '../../src/templates/parse-template.ts';
import type { Template } from '../../src/templates/template.ts';

const BASE = 'https://api.pulse.example/v3/';

function template(text: string): Template {
  const parsed = parseTemplate(text, 'B');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

function mapping(text: string): Selection {
  const parsed = parseSelection(text, 'B');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

function header(name: string, value: string): HeaderMapping {
  return { kind: 'value', name, value: template(value) };
}

function build(
  http: Partial<ConnectHttp> & { readonly path?: Selection },
  scope: Scope,
  options: Partial<RequestOptions> & { readonly client?: ReadonlyMap<string, readonly string[]> } = {},
) {
  const { client = new Map(), ...rest } = options;
  const connect: ConnectHttp = { method: 'GET', url: template('/m'), headers: [], ...http };
  const source = { baseURL: template(BASE), headers: [] };
  return compileRequest(source, connect, { allowEmptySegments: false, ...rest }).build(scope, client);
}

describe('compileRequest', () => {
  test('gives method, absolute URL and lower-case header lines', () => {
    const http = { method: 'PUT', url: template('/m/{$args.id}'), headers: [header('X-Id', '{$args.id}')] } as const;
    expect(build(http, { $args: { id: 'x y' } })).toEqual({
      ok: true,
      value: { method: 'PUT', url: `${BASE}m/x%20y`, headers: [['x-id', 'x y']] },
    });
  });

  test('header text beyond ASCII travels as its UTF-8 bytes, one character per byte', () => {
    const built = build({ headers: [header('x-a', 'é{$args.v}')] }, { $args: { v: '€' } });
    expect(built).toMatchObject({ value: { headers: [['x-a', '\u00c3\u00a9\u00e2\u0082\u00ac']] } });
  });

  test('forwarded header lines keep their bytes', () => {
    const client = new Map([['x-raw', ['\u00ff', '\u00c3\u00a9']]]);
    const built = build({ headers: [{ kind: 'from', name: 'x-raw', from: 'X-Raw' }] }, {}, { client });
    expect(built).toMatchObject({
      value: {
        headers: [
          ['x-raw', '\u00ff'],
          ['x-raw', '\u00c3\u00a9'],
        ],
      },
    });
  });

  test('a fault says where and what, never the value', () => {
    expect(build({ url: template('/m/{$args.o}') }, { $args: { o: { secret: 1 } } })).toEqual({
      ok: false,
      failure: {
        kind: 'not built',
        message: '`{$args.o}` yields an object; only text, numbers and booleans fit here.',
        span: { start: 4, end: 11 },
      },
    });
    expect(build({ url: template('/m/{$args.id}') }, {})).toEqual({
      ok: false,
      failure: {
        kind: 'not built',
        message: '`{$args.id}` is a whole segment of the path and is empty.',
        span: { start: 4, end: 12 },
      },
    });
    expect(build({ path: mapping('$args.id') }, { $args: { id: 1 } })).toEqual({
      ok: false,
      failure: { kind: 'not built', message: 'A `path` mapping must yield an array.' },
    });
  });

  test('a null key of the parent is a fault of its own kind', () => {
    const http = { url: template('/owners/{$this.ownerId}') };
    expect(build(http, { $this: { ownerId: null } })).toEqual({ ok: false, failure: { kind: 'null key' } });
    expect(build(http, { $this: {} })).toEqual({ ok: false, failure: { kind: 'null key' } });
    expect(build(http, {})).toEqual({ ok: false, failure: { kind: 'null key' } });
  });

  test('one failed request leaves the next one alone', () => {
    const http: ConnectHttp = { method: 'GET', url: template('https://h.example/{$args.id}'), headers: [] };
    const request = compileRequest(undefined, http, { allowEmptySegments: false });
    expect(request.build({ $args: { id: '' } }, new Map()).ok).toBe(false);
    expect(request.build({ $args: { id: 'a' } }, new Map()).ok).toBe(true);
    expect(request.build({ $args: { id: 'b' } }, new Map())).toMatchObject({ value: { url: 'https://h.example/b' } });
  });

  test('no value leaves its segment, its parameter, the path or the host', () => {
    const http = {
      url: template('/a/{$args.segment}/x{$args.part}?p={$args.query}'),
      path: mapping('$([$args.element])'),
      queryParams: mapping('q: $args.query'),
    };
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', '?', '#', '@', ':', '&', '=', ' ', '\n', ';') }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.bigInt(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.record({ segment: value, part: value, element: value, query: value }), (args) => {
        const built = build(http, { $args: args as Record<string, Json> });
        const refused = [args.segment, args.element].some((text) => text === '' || text === '.' || text === '..');
        if (!built.ok) return refused;
        const url = new URL(built.value.url);
        expect(url.href).toBe(built.value.url);
        expect(url.origin).toBe('https://api.pulse.example');
        const [, v3, a, segment = '', part = '', element = '', ...more] = url.pathname.split('/');
        expect([v3, a, more]).toEqual(['v3', 'a', []]);
        const texts = [segment, part.slice(1), element].map(decodeURIComponent);
        expect(texts).toEqual([args.segment, args.part, args.element].map(asText));
        expect([...url.search.slice(1).split('&')]).toHaveLength(2);
        expect(url.hash).toBe('');
        return true;
      }),
    );
  });
});

function asText(value: string | number | bigint | boolean): string {
  return String(value).toWellFormed();
}
