import { ApolloServerErrorCode } from '@apollo/server/errors';
import { describe, expect, test } from 'vitest';
import { stopsStart } from '../../src/connectors/start-policy.ts';
import type { Severity } from '../../src/diagnostics/diagnostic.ts';
import { FAILURE_CODES } from '../../src/execution/field-error.ts';
import { MISFIT_CODE } from '../../src/execution/misfit.ts';
import { NULL_CODE } from '../../src/execution/null-error.ts';
import { codeIn, readPage, rowsOf, sectionsOf, sourceText } from './markdown.ts';

const sections = new Map(sectionsOf(readPage('errors.md')).map(({ title, text }) => [title, text]));

function rowsIn(title: string) {
  return rowsOf(sections.get(title) ?? '', ['code']);
}

function documented(title: string): readonly string[] {
  return rowsIn(title).map((row) => codeIn(row.code ?? '') ?? '');
}

/** Upper-case words with underscores, written as literals; codes of Node, undici and its HTTP parser are not ours. */
function codesIn(text: string): ReadonlySet<string> {
  const words = [...text.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, word = '']) => word);
  return new Set(words.filter((word) => !/^(?:ERR|UND|HPE|FST)_/.test(word)));
}

function sorted(codes: Iterable<string>): readonly string[] {
  return [...codes].sort();
}

/** `load-graph.ts` adds a finding that needs a plan. */
const findingCodes = codesIn(sourceText('connectors') + sourceText('.', /^load-graph\.ts$/));

/** The rules that judge static types; their findings are the lenient ones. */
const lenientCodes = codesIn(sourceText('connectors/rules', /(?:connector|source)-expressions\.ts$/));

describe('docs/errors.md', () => {
  test('lists each code once', () => {
    for (const title of sections.keys()) expect(documented(title)).toEqual([...new Set(documented(title))]);
  });

  test('lists exactly the codes of failed calls', () => {
    expect(sorted(documented('Upstream errors'))).toEqual(sorted(new Set(Object.values(FAILURE_CODES))));
  });

  test('lists the code of a null where none may be', () => {
    expect(documented('Nulls that may not be')).toEqual([NULL_CODE, MISFIT_CODE]);
  });

  test('lists exactly the codes of refusals, ours and those of Apollo Server', () => {
    const documents = sourceText('documents', /^choose-document\.ts$/);
    const codes = codesIn(`${sourceText('server')}${sourceText('limits')}${documents}`).union(
      new Set(Object.values(ApolloServerErrorCode)),
    );
    expect(sorted(documented('Refusals'))).toEqual(sorted(codes));
  });

  test('lists exactly the codes of findings in a schema', () => {
    const listed = [...documented('Findings in a schema'), ...documented('Advice')];
    expect(sorted(listed)).toEqual(sorted(findingCodes));
  });

  test('lists exactly the codes of findings in operations', () => {
    const plans = sourceText('cli', /^check-plans\.ts$/);
    const codes = codesIn(sourceText('documents', /^(?!choose-document).*\.ts$/) + plans);
    expect(sorted(documented('Findings in operations'))).toEqual(sorted(codes));
  });

  test('lists exactly the codes of findings in settings', () => {
    expect(sorted(documented('Findings in settings'))).toEqual(sorted(codesIn(sourceText('settings'))));
  });

  test('calls advice what the code calls advice', () => {
    const advised = [
      ...(sourceText('connectors') + sourceText('.', /^load-graph\.ts$/)).matchAll(/\badvice\(\s*'(\w+)'/g),
    ].map(([, code = '']) => code);
    expect(sorted(documented('Advice'))).toEqual(sorted(new Set(advised)));
  });

  const rows = [...rowsIn('Findings in a schema'), ...rowsIn('Advice')].map(
    (row) => [codeIn(row.code ?? '') ?? '', row] as const,
  );
  test.each(rows)('%s stops a start as it says', (code, row) => {
    const severity = row.severity as Severity;
    expect(['error', 'warning', 'advice']).toContain(severity);
    const lenient = lenientCodes.has(code);
    const stops = stopsStart({ code, severity, message: '', places: [] });
    expect(row['stops `serve`']).toBe(lenient ? 'syntax only' : stops ? 'yes' : 'no');
    if (lenient) expect(stopsStart({ code, severity, message: '', places: [], lenient })).toBe(false);
  });
});
