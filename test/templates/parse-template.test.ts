import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../src/templates/parse-template.ts';

describe('parseTemplate', () => {
  test('keeps the place of every part in the text', () => {
    const template = parseTemplate('/a/{$args.id}\n?b={$args.b}', 'B');
    expect(template).toMatchObject({
      ok: true,
      value: {
        parts: [
          { kind: 'Constant', text: '/a/', span: { start: 0, end: 3 } },
          { kind: 'Hole', span: { start: 4, end: 12 } },
          { kind: 'Constant', text: '?b=', span: { start: 13, end: 17 } },
          { kind: 'Hole', span: { start: 18, end: 25 } },
        ],
      },
    });
  });

  test('drops a constant that consists of line breaks', () => {
    expect(parseTemplate('\n\t{$args.id}\r\n', 'B')).toMatchObject({ value: { parts: [{ kind: 'Hole' }] } });
  });

  test('says what an unclosed hole lacks, and why quotes are no help', () => {
    expect(parseTemplate('/a/{$args.id', 'B')).toEqual({
      ok: false,
      failure: {
        message: 'This `{` has no matching `}`.',
        hint: 'Braces count even inside quotes: an expression in a template cannot contain a single one.',
        span: { start: 3, end: 12 },
      },
    });
  });

  test('never throws, and points into the text', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '$', '(', ')', '.', 'a', '"', '>', '-', ' ', 'é') });
    fc.assert(
      fc.property(text, fc.constantFrom('A', 'B', 'C'), (written, dialect) => {
        const template = parseTemplate(written, dialect);
        const spans = template.ok ? template.value.parts.map(({ span }) => span) : [template.failure.span];
        return spans.every(({ start, end }) => 0 <= start && start <= end && end <= written.length);
      }),
    );
  });
});
