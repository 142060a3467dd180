import { describe, expect, test } from 'vitest';
import { printCodeFrame } from '../../src/diagnostics/code-frame.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { diagnosticToJson, printDiagnostic } from '../../src/diagnostics/print-diagnostic.ts';

const source = {
  name: 'shop.graphql',
  text: 'type Query {\n  order: Order @connect(source: "pulze", selection: "id")\n}\n',
};

function placeOf(text: string) {
  const start = source.text.indexOf(text);
  return { source, span: { start, end: start + text.length } };
}

const diagnostic: Diagnostic = {
  code: 'SOURCE_NAME_MISMATCH',
  severity: 'error',
  message: 'No source is named "pulze".',
  places: [placeOf('"pulze"')],
  hint: 'Did you mean `pulse`?',
};

describe('a printed diagnostic', () => {
  test('says where, which code, what, shows the text, and how to mend it', () => {
    expect(printDiagnostic(diagnostic)).toBe(
      [
        'shop.graphql:2:33  SOURCE_NAME_MISMATCH',
        'No source is named "pulze".',
        '',
        '  1 | type Query {',
        '  2 |   order: Order @connect(source: "pulze", selection: "id")',
        '    |                                 ^^^^^^^',
        '  3 | }',
        '',
        'hint: Did you mean `pulse`?',
      ].join('\n'),
    );
  });

  test('shows every further place', () => {
    const { hint: _, ...rest } = diagnostic;
    expect(printDiagnostic({ ...rest, places: [placeOf('"pulze"'), placeOf('Query')] })).toContain(
      'also at shop.graphql:1:6\n  1 | type Query {',
    );
  });

  test('names its severity when it is no error', () => {
    expect(printDiagnostic({ ...diagnostic, severity: 'advice' })).toContain('SOURCE_NAME_MISMATCH (advice)');
  });

  test('stands without any place', () => {
    expect(printDiagnostic({ code: 'GRAPH_QL_ERROR', severity: 'error', message: 'Nothing.', places: [] })).toBe(
      'GRAPH_QL_ERROR\nNothing.',
    );
  });

  test('is an object with file, line and column for programs', () => {
    expect(diagnosticToJson(diagnostic)).toEqual({
      code: 'SOURCE_NAME_MISMATCH',
      message: 'No source is named "pulze".',
      file: 'shop.graphql',
      line: 2,
      column: 33,
      hint: 'Did you mean `pulse`?',
    });
  });
});

describe('a code frame', () => {
  test('marks only the first line of a place that covers several', () => {
    const frame = printCodeFrame({ source, span: { start: 11, end: source.text.length } });
    expect(frame.split('\n').slice(0, 2)).toEqual(['  1 | type Query {', '    |            ^']);
  });

  test('keeps tabs, so that the caret stands below its letter', () => {
    const tabbed = { name: 'x', text: '\tid' };
    expect(printCodeFrame({ source: tabbed, span: { start: 1, end: 3 } })).toBe('  1 | \tid\n    | \t^^');
  });

  test('shows a long line through a window around the caret', () => {
    const long = { name: 'x', text: `${'a'.repeat(400)}!${'b'.repeat(400)}` };
    const [line = '', carets = ''] = printCodeFrame({ source: long, span: { start: 400, end: 401 } }).split('\n');
    expect(line.length).toBeLessThan(130);
    expect(line[carets.indexOf('^')]).toBe('!');
  });

  test('points behind the last character of a text that ends too early', () => {
    const short = { name: 'x', text: 'a {' };
    expect(printCodeFrame({ source: short, span: { start: 3, end: 3 } })).toBe('  1 | a {\n    |    ^');
  });
});
