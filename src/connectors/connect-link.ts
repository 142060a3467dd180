import type { DocumentNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Dialect } from '../mapping/ast.ts';
import type { SpecVersion } from './connector.ts';
import { CONNECT_NAMES } from './definitions.ts';
import { advice, fault } from './fault.ts';
import { directiveName, findLink, type Link, readLinks } from './link.ts';
import { placeOfNode } from './place.ts';
import type { ConnectLink } from './service-reading.ts';

/** What the connect link of a file says. */
export interface ConnectLinkReading {
  readonly link: ConnectLink;
  readonly version: SpecVersion;
  readonly dialect: Dialect;
  /** Advice only. */
  readonly diagnostics: readonly Diagnostic[];
}

/** v0.1 is read as v0.2: composition has always rewritten the one to the other. */
const DIALECTS = { '0.1': 'A', '0.2': 'A', '0.3': 'B', '0.4': 'C' } as const satisfies Record<SpecVersion, Dialect>;

/** Reads the connect link of a file that has one; `undefined` for one that has not. Stage 0 of the validation. */
export function readConnectLink(document: DocumentNode): Outcome<ConnectLinkReading, Diagnostic> | undefined {
  const link = findLink(readLinks(document), 'connect');
  if (link === undefined) return undefined;
  const version = link.version?.slice(1);
  if (!isSpecVersion(version)) return failed(unknownVersion(link));
  const sourceName = directiveName(link, 'source');
  return success({
    link: {
      directive: link.directive,
      connectName: directiveName(link, 'connect'),
      sourceName,
      sourceImported: sourceName !== 'connect__source',
    },
    version,
    dialect: DIALECTS[version],
    diagnostics: unknownImports(link),
  });
}

function isSpecVersion(text: string | undefined): text is SpecVersion {
  return text !== undefined && Object.hasOwn(DIALECTS, text);
}

function unknownVersion(link: Link): Diagnostic {
  const known = Object.keys(DIALECTS).map((version) => `v${version}`);
  const found = link.version === undefined ? 'names no version' : `names ${link.version}, which is not known`;
  return fault(
    'UNKNOWN_CONNECTORS_VERSION',
    `The link to the connect specification ${found}. Known are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`,
    placeOfNode(link.directive),
    'Write `@link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])`.',
  );
}

function unknownImports(link: Link): readonly Diagnostic[] {
  return link.imports
    .filter(({ name }) => !CONNECT_NAMES.includes(name))
    .map(({ name, node }) =>
      advice(
        'UNKNOWN_IMPORT',
        `The connect specification has nothing named \`${name}\` to import.`,
        placeOfNode(node),
        suggest(name, CONNECT_NAMES),
      ),
    );
}
