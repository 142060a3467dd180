import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readGraph } from '../../src/connectors/read-graph.ts';
import { printDiagnostic } from '../../src/diagnostics/print-diagnostic.ts';
import { file } from './found.ts';

const FOLDER = new URL('../fixtures/graphs/two-services/', import.meta.url);
const texts = ['shop', 'suppliers', 'shared'].map((name) => readFileSync(new URL(`${name}.graphql`, FOLDER), 'utf8'));
const words = [...new Set(texts.flatMap((text) => text.match(/[@$]?\w+|"[^"]*"|[^\s\w]/g) ?? []))];

/** Files in which some tokens are replaced by others, left out or said twice: mostly legal, often nonsense. */
const garbled = fc
  .array(fc.record({ file: fc.nat(2), at: fc.nat(), word: fc.constantFrom(...words, ''), keep: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((edits) => {
    const tokens = texts.map((text) => text.match(/[@$]?\w+|"[^"]*"|[^\w]/g) ?? []);
    for (const edit of edits) {
      const target = tokens[edit.file] ?? [];
      const at = edit.at % target.length;
      target[at] = edit.keep ? `${target[at]} ${edit.word}` : edit.word;
    }
    return tokens.map((list, at) => file(`file${at}.graphql`, list.join('')));
  });

test('reading any text gives findings in the text, never an exception; and a graph exactly if nothing stops it', () => {
  fc.assert(
    fc.property(garbled, (files) => {
      const { graph, diagnostics } = readGraph(files, { resolved: () => true });
      for (const diagnostic of diagnostics) {
        for (const { source, span } of diagnostic.places) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(source.text.length);
        }
        expect(printDiagnostic(diagnostic)).toContain(diagnostic.message);
        expect(diagnostic.message).toMatch(/[.?]$/);
      }
      if (graph === undefined) expect(diagnostics).not.toEqual([]);
    }),
    { numRuns: 300 },
  );
});
