import { hasConnectLink, readConnectLink } from '../../src/connectors/connect-link.ts';
import { parseSdl } from '../../src/connectors/parse-sdl.ts';
import { readService } from '../../src/connectors/read-service.ts';
import type { Resolvers } from '../../src/connectors/rules/resolved-fields.ts';
import type { ServiceReading } from '../../src/connectors/service-reading.ts';
import { validateServices } from '../../src/connectors/validate.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { positionAt } from '../../src/diagnostics/source-text.ts';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** The services among some files, as reading gives them to the rules. */
export function readServices(files: readonly NamedText[]): readonly ServiceReading[] {
  const parsed = files.map((file) => {
    const source = { name: `${file.name}.graphql`, text: file.text };
    const document = parseSdl(source);
    if (!document.ok) throw new Error(document.failure.message);
    return { name: file.name, source, document: document.value };
  });
  const plain = parsed.filter(({ document }) => !hasConnectLink(document));
  return parsed.flatMap((file) => {
    const connect = readConnectLink(file.document);
    if (connect === undefined) return [];
    if (!connect.ok) throw new Error(connect.failure.message);
    const shared = plain.flatMap(({ document }) => document.definitions);
    return [readService({ ...file, connect: connect.value }, shared)];
  });
}

/** All findings of the stages 0 to 5, without advice. */
export function findingsOf(files: readonly NamedText[], resolvers?: Resolvers): readonly Diagnostic[] {
  const readings = readServices(files);
  return [...readings.flatMap(({ diagnostics }) => diagnostics), ...validateServices(readings, resolvers)].filter(
    ({ severity }) => severity !== 'advice',
  );
}

/** `CODE line` of each finding, sorted. */
export function codesAndLines(findings: readonly Diagnostic[]): readonly string[] {
  return findings
    .map(
      ({ code, places: [place] }) => `${code} ${place ? positionAt(place.source, place.span.start).line : 'nowhere'}`,
    )
    .sort();
}
