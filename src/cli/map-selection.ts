import { type Outcome, success } from '../json/outcome.ts';
import type { Dialect } from '../mapping/ast.ts';
import { createByteRanges } from '../mapping/byte-range.ts';
import { type CompiledSelection, compileSelection } from '../mapping/compile.ts';
import { parseSelection } from '../mapping/parser.ts';
import type { SyntaxFault } from '../mapping/syntax-error.ts';
import { createBoundedCache } from './map-cache.ts';
import { type AnswerLine, errorAnswer, type LineDefaults, readContext, readText, syntaxFault } from './map-line.ts';

/** What stays compiled: test suites repeat a few texts over many inputs. */
const COMPILED = { maxEntries: 2_000, maxCharacters: 1_000_000 };

/**
 * Answers `{"selection", "input", "vars", "spec"}` with `{"data", "problems"}`; `data` is left out when the mapping
 * yields nothing. Without `input` the mapping reads null.
 */
export function createSelectionAnswers(defaults: LineDefaults): AnswerLine {
  const cache = createBoundedCache<Compiled>(COMPILED);
  return (line) => {
    const context = readContext(line, defaults);
    if (!context.ok) return errorAnswer(context.failure);
    const { dialect, scope } = context.value;
    const read = readText(line, 'selection');
    if (!read.ok) return errorAnswer(read.failure);
    const text = read.value;
    const compiled = cache(dialect + text, () => compileText(text, dialect));
    if (!compiled.ok) return errorAnswer(syntaxFault(compiled.failure, text));
    const { value, problems } = compiled.value.trace(line.input ?? null, scope);
    if (problems.length === 0) return { ...(value !== undefined && { data: value }), problems: [] };
    const rangeOf = createByteRanges(text);
    const printed = problems.map(({ message, path, span }) => ({ message, path, range: rangeOf(span) }));
    return { ...(value !== undefined && { data: value }), problems: printed };
  };
}

type Compiled = Outcome<CompiledSelection, SyntaxFault>;

function compileText(text: string, dialect: Dialect): Compiled {
  const selection = parseSelection(text, dialect);
  return selection.ok ? success(compileSelection(selection.value)) : selection;
}
