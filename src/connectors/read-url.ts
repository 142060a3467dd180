import type { ConstValueNode, StringValueNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Dialect } from '../mapping/ast.ts';
import { parseTemplate } from '../templates/parse-template.ts';
import type { Template } from '../templates/template.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { characterInString, placeInString } from './string-span.ts';

/** Reads `@source(http.baseURL:)`: an absolute http or https URL; with a hole anywhere only its syntax is looked at. */
export function readBaseUrl(node: ConstValueNode, name: string, dialect: Dialect): Outcome<Template, Diagnostic> {
  if (node.kind !== 'StringValue')
    return failed(fault('GRAPH_QL_ERROR', `${name} must be a string.`, placeOfNode(node)));
  const template = parseTemplate(node.value, dialect);
  if (!template.ok) {
    const { message, hint } = template.failure;
    return failed(fault('INVALID_URL', `${name} does not parse: ${message}`, placeOfNode(node), hint));
  }
  if (template.value.parts.some(({ kind }) => kind === 'Hole')) return template;
  return checkWhole(node, name, template.value);
}

/** Reads the value of `GET`, `POST`, …: relative to a source, or absolute without one. The first fault counts. */
export function readConnectUrl(
  node: ConstValueNode,
  name: string,
  { dialect, hasSource }: { readonly dialect: Dialect; readonly hasSource: boolean },
): Outcome<Template, Diagnostic> {
  if (node.kind !== 'StringValue')
    return failed(fault('GRAPH_QL_ERROR', `${name} must be a string.`, placeOfNode(node)));
  const template = parseTemplate(node.value, dialect);
  if (!template.ok) {
    const { message, hint, span } = template.failure;
    const place = span.end > span.start ? placeInString(node, span) : characterInString(node, span.start);
    return failed(fault('INVALID_URL', `${name} does not parse: ${message}`, place, hint));
  }
  return hasSource ? checkRelative(node, name, template.value) : checkAbsolute(node, name, template.value);
}

function checkRelative(node: StringValueNode, name: string, template: Template): Outcome<Template, Diagnostic> {
  if (!/^https?:\/\//i.test(withoutHoles(template))) return success(template);
  return failed(
    fault(
      'ABSOLUTE_CONNECT_URL_WITH_SOURCE',
      `${name} is an absolute URL, although the connector names a source.`,
      placeOfNode(node),
      "Write only what follows the source's `baseURL`, or leave out `source`.",
    ),
  );
}

function checkAbsolute(node: StringValueNode, name: string, template: Template): Outcome<Template, Diagnostic> {
  const { parts } = template;
  const schemeEnd = parts.findIndex((part) => part.kind === 'Constant' && part.text.includes('://'));
  if (schemeEnd === -1) {
    return failed(
      fault(
        'RELATIVE_CONNECT_URL_WITHOUT_SOURCE',
        `${name} is a relative URL, and the connector names no source.`,
        placeOfNode(node),
        'Name a `source`, or write the whole URL with `https://`.',
      ),
    );
  }
  const hole = holeInAuthority(parts.slice(schemeEnd));
  if (hole !== undefined) {
    return failed(
      fault(
        'INVALID_URL',
        `${name} computes its host; an expression may stand only behind it.`,
        placeInString(node, hole.span),
        "To choose the host in the settings, use `$config` in a source's `baseURL`.",
      ),
    );
  }
  return checkWhole(node, name, template);
}

/** The first hole between `://` and the next `/`, `?` or `#`; `parts` begins with the constant that has the `://`. */
function holeInAuthority(parts: Template['parts']): Template['parts'][number] | undefined {
  for (const [at, part] of parts.entries()) {
    if (part.kind === 'Hole') return part;
    const text = at === 0 ? part.text.slice(part.text.indexOf('://') + 3) : part.text;
    if (/[/?#]/.test(text)) return undefined;
  }
  return undefined;
}

/** With empty holes: a legal URL whose scheme is http or https. */
function checkWhole(node: StringValueNode, name: string, template: Template): Outcome<Template, Diagnostic> {
  const text = withoutHoles(template);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(text)?.[1];
  if (scheme === undefined && !text.includes('://')) {
    return failed(
      fault(
        'INVALID_URL_SCHEME',
        `${name} has no scheme.`,
        placeOfNode(node),
        'Begin it with `https://` or `http://`.',
      ),
    );
  }
  if (scheme === undefined || !isLegal(text)) {
    return failed(fault('INVALID_URL', `${name} is no legal URL.`, placeOfNode(node)));
  }
  if (/^https?$/i.test(scheme)) return success(template);
  const start = node.value.indexOf(scheme);
  return failed(
    fault(
      'INVALID_URL_SCHEME',
      `${name} has the scheme \`${scheme}\`; only \`http\` and \`https\` can be called.`,
      placeInString(node, { start, end: start + scheme.length }),
    ),
  );
}

/** A URL with an authority. The URL standard forgives `https:///host`; we take it for the slip that it is. */
function isLegal(text: string): boolean {
  return URL.canParse(text) && !/^[^:]+:\/\/(?:[/?#]|$)/.test(text);
}

function withoutHoles(template: Template): string {
  return template.parts.map((part) => (part.kind === 'Constant' ? part.text : '')).join('');
}
