import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseSelection } from '../../src/mapping/parser.ts';
import { printSelection } from '../../src/mapping/printer.ts';
import { loadFixtures } from './load-fixtures.ts';
import { outline } from './outline.ts';

/** `is`: the tree as outline.ts writes it. `fault`: the offset of the token that fits nowhere; `says`: words of its message or hint. */
const CASE = z.union([
  z.strictObject({ text: z.string(), is: z.string() }),
  z.strictObject({ text: z.string(), fault: z.number(), says: z.array(z.string()).optional() }),
]);

const SUITE = z.strictObject({
  comment: z.string(),
  dialects: z.array(z.enum(['A', 'B', 'C'])).nonempty(),
  cases: z.array(CASE).nonempty(),
});

for (const [, { comment, dialects, cases }] of loadFixtures('parsing', SUITE)) {
  describe.each(dialects)(`${comment} (dialect %s)`, (dialect) => {
    test.each(cases)('$text', (expected) => {
      const parsed = parseSelection(expected.text, dialect);
      if ('is' in expected) {
        expect(parsed.ok ? outline(parsed.value) : parsed.failure).toBe(expected.is);
        const printed = parsed.ok ? printSelection(parsed.value) : '';
        const again = parseSelection(printed, dialect);
        expect(again.ok ? outline(again.value) : again.failure).toBe(expected.is);
      } else {
        expect(parsed.ok ? outline(parsed.value) : parsed.failure.span.start).toBe(expected.fault);
        const told = parsed.ok ? '' : `${parsed.failure.message} ${parsed.failure.hint ?? ''}`;
        for (const words of expected.says ?? []) expect(told).toContain(words);
      }
    });
  });
}
