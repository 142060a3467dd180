import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../src/mapping/ast.ts';
import { tokenise } from '../../src/mapping/lexer.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import { printSelection } from '../../src/mapping/printer.ts';
import { arbitrarySelection } from './fuzz-selection.ts';

const DIALECTS: readonly Dialect[] = ['A', 'B', 'C'];

const TOKENS = [
  ...['{', '}', '(', ')', '[', ']', ':', ',', '.', '...', '->', '-', '?', '??', '?!', '$', '$(', '@'],
  ...['a', 'id', 'true', 'null', '$args', '$x', '"s"', "'a b'", '"', '5', '007', '.5', ' ', '\n', '# c\n', 'é', '%'],
  ...['a { b }', 'x: ', '$.a', '->first', '->map(', '$({ k: 1 })', '... '],
];

describe.each(DIALECTS)('dialect %s', (dialect) => {
  test('any tree that a text can have is read back from its print', () => {
    fc.assert(
      fc.property(arbitrarySelection(dialect), (selection) => {
        const parsed = parseSelection(printSelection(selection), dialect);
        expect(parsed.ok ? bare(parsed.value.body) : parsed.failure).toEqual(bare(selection.body));
      }),
      { numRuns: 1500 },
    );
  });

  test('token soup either parses to what its print parses to, or is refused inside the text', () => {
    const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((tokens) => tokens.join(''));
    fc.assert(
      fc.property(soup, (text) => {
        const parsed = parseSelection(text, dialect);
        if (parsed.ok) {
          const again = parseSelection(printSelection(parsed.value), dialect);
          expect(again.ok ? bare(again.value.body) : again.failure).toEqual(bare(parsed.value.body));
        } else {
          expectSpanWithin(parsed.failure.span, text);
        }
      }),
      { numRuns: 5000 },
    );
  });

  test('every text of at most five characters of a small alphabet is answered', () => {
    for (const text of textsOver('a.{}?$(:', 5)) {
      const parsed = parseSelection(text, dialect);
      if (!parsed.ok) expectSpanWithin(parsed.failure.span, text);
    }
  });

  test('blanks and comments between tokens change nothing', () => {
    fc.assert(
      fc.property(arbitrarySelection(dialect), (selection) => {
        const text = printSelection(selection);
        const tokens = tokenise(text).map(({ span }) => text.slice(span.start, span.end));
        const parsed = parseSelection(tokens.join(' # }"\r\n\t'), dialect);
        expect(parsed.ok ? bare(parsed.value.body) : parsed.failure).toEqual(bare(selection.body));
      }),
      { numRuns: 300 },
    );
  });

  test('every span covers what its node is written as', () => {
    fc.assert(
      fc.property(arbitrarySelection(dialect), (selection) => {
        const text = printSelection(selection);
        const parsed = parseSelection(text, dialect);
        if (!parsed.ok) return;
        for (const node of nodesOf(parsed.value.body)) {
          const { start, end } = node.span;
          expectSpanWithin({ start, end }, text);
          const written = text.slice(start, end);
          expect(written).toBe(written.trim());
          if (node.quoted === false) expect(written).toBe(node.name);
          if (node.kind === 'Group' || node.kind === 'Object') expect(`${written[0]}${written.at(-1)}`).toBe('{}');
          if (node.kind === 'Array') expect(`${written[0]}${written.at(-1)}`).toBe('[]');
          if (node.kind === 'Variable' || node.kind === 'Method') expect(written.startsWith(`${node.name}`)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['open parentheses', '$('.repeat(100_000)],
    ['open braces', 'a{'.repeat(100_000)],
    ['open brackets', `$([${'['.repeat(100_000)}`],
    ['nested calls', '$->m(@'.repeat(50_000)],
    ['nested objects', `x: $(${'{a:'.repeat(50_000)}`],
    ['a long path', `$${'.a'.repeat(100_000)}`],
    ['many items', 'a:b '.repeat(50_000)],
    ['many commas', 'a,'.repeat(50_000)],
    ['a long chain', `$(a${' ?? a'.repeat(50_000)})`],
    ['quotes', `"'`.repeat(50_000)],
    ['an open string', `"${'\\"'.repeat(100_000)}`],
    ['comments', '#\n'.repeat(100_000)],
    ['digits', `$(${'9'.repeat(100_000)})`],
    ['spreads', '...'.repeat(50_000)],
  ])('%s are answered in linear time, without overflow', (_, text) => {
    const before = process.cpuUsage(); // others on the machine do not count
    const parsed = parseSelection(text, dialect);
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000); // µs
    if (!parsed.ok) expect(parsed.failure.message.length).toBeLessThan(300);
  });
});

test('what dialect A reads, dialect B reads alike', () => {
  fc.assert(
    fc.property(arbitrarySelection('A'), (selection) => {
      const parsed = parseSelection(printSelection(selection), 'B');
      expect(parsed.ok ? bare(parsed.value.body) : parsed.failure).toEqual(bare(selection.body));
    }),
  );
});

test('brackets nested too deep are refused with the reason', () => {
  const parsed = parseSelection('a{'.repeat(300) + '}'.repeat(300), 'B');
  expect(parsed).toMatchObject({ ok: false, failure: { message: 'Brackets are nested more than 200 levels deep.' } });
});

/** Without spans. */
function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => name !== 'span' && name !== 'nameSpan')
      .map(([name, value]) => [name, bare(value)]),
  );
}

interface Node {
  readonly span: { readonly start: number; readonly end: number };
  readonly kind?: string;
  readonly name?: unknown;
  readonly quoted?: boolean;
}

function nodesOf(node: unknown): readonly Node[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(nodesOf);
  return 'span' in node ? [node as Node, ...below] : below;
}

function expectSpanWithin({ start, end }: { readonly start: number; readonly end: number }, text: string): void {
  expect(start).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(text.length);
}

function* textsOver(alphabet: string, length: number): Generator<string> {
  yield '';
  if (length === 0) return;
  for (const shorter of textsOver(alphabet, length - 1)) {
    if (shorter.length === length - 1) for (const character of alphabet) yield shorter + character;
    else yield shorter;
  }
}
