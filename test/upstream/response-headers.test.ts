import { describe, expect, test } from 'vitest';
import { ResponseHeaders } from '../../src/upstream/response-headers.ts';

const LINES = { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] };

describe('the headers of a response', () => {
  test('read like a map of lists, one text for each line', () => {
    const headers = new ResponseHeaders(LINES);
    const expected = new Map([
      ['content-type', ['text/plain']],
      ['set-cookie', ['a=1', 'b=2']],
    ]);
    expect(new Map(headers)).toEqual(expected);
    expect(new Map(headers.entries())).toEqual(expected);
    expect([...headers.keys()]).toEqual([...expected.keys()]);
    expect([...headers.values()]).toEqual([...expected.values()]);
    expect(headers.size).toBe(2);
    const seen: unknown[] = [];
    headers.forEach((lines, name) => {
      seen.push([name, lines]);
    });
    expect(seen).toEqual([...expected]);
    expect(headers.get('set-cookie')).toEqual(['a=1', 'b=2']);
  });

  test.each(['constructor', '__proto__', 'toString'])('have no %s that was not sent', (name) => {
    const headers = new ResponseHeaders(LINES);
    expect([headers.has(name), headers.get(name)]).toEqual([false, undefined]);
  });
});
