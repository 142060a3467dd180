import type { ConstDirectiveNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Selection } from '../mapping/ast.ts';
import { givenNode } from './argument-node.ts';
import { readMapping } from './read-mapping.ts';
import type { DirectiveHost } from './read-responses.ts';

/** `http.path` and `http.queryParams`, which `@source` and `@connect` share. */
export interface UrlParts {
  readonly path?: Selection;
  readonly queryParams?: Selection;
}

/** Reads both; `undefined` after reporting one finding for each that does not parse. */
export function readUrlParts(
  directive: ConstDirectiveNode,
  host: DirectiveHost,
  findings: Diagnostic[],
): UrlParts | undefined {
  const parts: { path?: Selection; queryParams?: Selection } = {};
  let complete = true;
  for (const name of ['path', 'queryParams'] as const) {
    const node = givenNode(directive, 'http', name);
    if (node === undefined) continue;
    const mappingHost = { name: host.argument(`http.${name}`), code: 'INVALID_URL_PROPERTY', dialect: host.dialect };
    const selection = readMapping(node, mappingHost, findings);
    if (selection === undefined) complete = false;
    else parts[name] = selection;
  }
  return complete ? parts : undefined;
}
