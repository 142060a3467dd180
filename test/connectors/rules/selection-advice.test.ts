import { describe, expect, test } from 'vitest';
import { readGraph } from '../../../src/connectors/read-graph.ts';
import { preludeOf } from '../../conformance/validation-page.ts';

/** Code and text pointed at, of what is advised on a selection. */
function advised(version: string, selection: string): readonly (readonly [string, string])[] {
  const connector = `@connect(source: "pulse", http: { GET: "/" }, selection: ${JSON.stringify(selection)})`;
  const text = `type Query { a: A ${connector} } type A { id: ID kind: String }${preludeOf(version, true)}`;
  const { diagnostics } = readGraph([{ service: 'service', source: { name: 'service.graphql', text } }]);
  return diagnostics.map(({ code, severity, places: [place] }) => {
    expect(severity).toBe('advice');
    return [code, place === undefined ? '' : text.slice(place.span.start, place.span.end)];
  });
}

describe('advice on a selection', () => {
  test('names methods that do not exist, wherever they are called', () => {
    expect(advised('v0.3', 'id: $.a->frist->echo($.b->nope) kind')).toEqual([
      ['UNKNOWN_METHOD', 'frist'],
      ['UNKNOWN_METHOD', 'nope'],
    ]);
    expect(advised('v0.3', 'id: $.a->first kind: $.b->as($x)->echo($x)')).toEqual([]);
  });

  test('tells a quoted name from a text, up to v0.3', () => {
    expect(advised('v0.2', 'id kind: "Book"')).toEqual([['QUOTED_NAME', '\\"Book\\"']]);
    expect(advised('v0.3', "$.items { id kind: 'Book' }")).toEqual([['QUOTED_NAME', "'Book'"]]);
    expect(advised('v0.4', "id kind: 'Book'")).toEqual([]);
  });

  test('says nothing of quotes that a name needs, or that belong to a text', () => {
    expect(advised('v0.3', "id: 'x-id' kind: $('Book')")).toEqual([]);
    expect(advised('v0.3', "'id' kind: 'a'.b")).toEqual([]);
  });
});
