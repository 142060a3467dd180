import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { findingsOf } from '../../conformance/findings-of.ts';
import { preludeOf } from '../../conformance/validation-page.ts';

function finding(connectArguments: string): Diagnostic | undefined {
  const text = `type Query { a(tags: [String], name: String): Meter @connect(source: "pulse", ${connectArguments}) }
    type Meter { id: ID label: String }${preludeOf('v0.3', true)}`;
  return findingsOf([{ name: 'service', text }])[0];
}

describe('a finding says', () => {
  test('the argument and its coordinate', () => {
    const message = finding('http: { GET: "/{$args.nmae}" }, selection: "id label"')?.message;
    expect(message).toBe('In `@connect(http.GET:)` on `Query.a`, `$args` has no member `nmae`.');
  });

  test('what was found and what is needed', () => {
    const message = finding('http: { GET: "/{$args.tags}" }, selection: "id label"')?.message;
    expect(message).toBe(
      'In `@connect(http.GET:)` on `Query.a`, `$args.tags` could be a list, where a string, number, boolean or null is needed.',
    );
  });

  test.each([
    ['a near argument', 'http: { GET: "/{$args.nmae}" }, selection: "id label"', 'Did you mean `name`?'],
    ['a near variable', 'http: { GET: "/{$arg.name}" }, selection: "id label"', 'Did you mean `$args`?'],
    ['a near method', 'http: { GET: "/{$args.tags->frist}" }, selection: "id label"', 'Did you mean `->first`?'],
    ['a near field', 'http: { GET: "/" }, selection: "id lable"', 'Did you mean `label`?'],
    ['a near argument of a selection', 'http: { GET: "/" }, selection: "id label: $args.nmae"', 'Did you mean `name`?'],
    [
      'how to put a list into a hole',
      'http: { GET: "/{$args.tags}" }, selection: "id label"',
      'Join it (`->joinNotNull(",")`) or take one element (`->first`).',
    ],
    [
      'the variables that there are',
      'http: { GET: "/{$status}" }, selection: "id label"',
      'Variables here: `$args`, `$config`, `$env`, `$context`, `$request`.',
    ],
  ])('how to mend it: %s', (_title, connectArguments, hint) => {
    expect(finding(connectArguments)?.hint).toBe(hint);
  });

  test('whether a server may start all the same: expressions yes, selections no', () => {
    expect(finding('http: { GET: "/{$args.nope}" }, selection: "id label"')?.lenient).toBe(true);
    expect(finding('http: { GET: "/" }, selection: "nope"')?.lenient).toBeUndefined();
  });
});
