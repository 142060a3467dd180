import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../conformance/findings-of.ts';
import { parseValidationPage } from '../../conformance/validation-page.ts';

const folder = new URL('../../conformance/validation/', import.meta.url);
const files = readdirSync(folder).flatMap((page) =>
  parseValidationPage(readFileSync(new URL(page, folder), 'utf8')).flatMap((one) => one.files),
);

/** A schema of some page from which a piece is missing, or in which another piece stands twice. */
const damaged = fc
  .record({ file: fc.constantFrom(...files), at: fc.nat(2000), length: fc.nat(40), twice: fc.boolean() })
  .map(({ file, at, length, twice }) => {
    const start = at % (file.text.length + 1);
    const end = start + length;
    const middle = twice ? file.text.slice(start, end).repeat(2) : '';
    return { name: file.name, text: file.text.slice(0, start) + middle + file.text.slice(end) };
  });

describe('checking a schema', () => {
  test('never throws, and every finding points into the file', () => {
    fc.assert(
      fc.property(damaged, (file) => {
        for (const { places } of findingsOf([file])) {
          for (const { source, span } of places) {
            expect(span.start).toBeGreaterThanOrEqual(0);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            expect(span.end).toBeLessThanOrEqual(source.text.length + 1);
          }
        }
      }),
      { numRuns: 600 },
    );
  });
});
