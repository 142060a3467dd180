import type { ConnectHttp, Source } from '../connectors/connector.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import { encodeConstant } from '../templates/percent-encoding.ts';
import { compilePiece, expandPieces, type Piece } from '../templates/piece.ts';
import type { Template } from '../templates/template.ts';
import { compileSegments } from './expand-segments.ts';
import { joinPaths, joinQueries } from './join-url.ts';
import { compilePathElements } from './path-elements.ts';
import { compileQueryParams } from './query-params.ts';
import { notBuilt, type RequestFault } from './request-fault.ts';
import { splitAbsoluteUrl, splitRelativeUrl, type UrlTemplate } from './url-template.ts';

/** The parts of a source that make a URL. */
export type UrlSource = Pick<Source, 'baseURL' | 'path' | 'queryParams'>;

export interface UrlOptions {
  readonly allowEmptySegments: boolean;
  /** Replaces the source's whole; plain text. */
  readonly baseURL?: string;
}

export type BuildUrl = (scope: Scope) => Outcome<string, RequestFault>;

/**
 * Compiles the URL of a connector. Path: source base, source `path`, connect URL, connect `path`; query strings in
 * the same order, appended and never replaced (Connectors spec, building the request). Pure.
 */
export function compileUrl(source: UrlSource | undefined, http: ConnectHttp, options: UrlOptions): BuildUrl {
  const templates = splitTemplates(source, http, options);
  if (!templates.ok) return () => failed(notBuilt(templates.failure));
  const { base, relative } = templates.value;
  const expandOrigin = compileOrigin(base.origin ?? []);
  const expandPath = compilePath(templates.value, source, http, options.allowEmptySegments);
  const expandQuery = compileQueries([
    compilePiecesOf(base.query),
    compileQueryParams(source?.queryParams),
    compilePiecesOf(relative.query),
    compileQueryParams(http.queryParams),
  ]);
  return (scope) => {
    const origin = expandOrigin(scope);
    if (!origin.ok) return origin;
    const path = expandPath(scope);
    if (!path.ok) return path;
    const query = expandQuery(scope);
    if (!query.ok) return query;
    return success(origin.value + path.value + (query.value === '' ? '' : `?${query.value}`));
  };
}

function compilePath(
  { base, relative }: UrlTemplates,
  source: UrlSource | undefined,
  http: ConnectHttp,
  allowEmpty: boolean,
): BuildUrl {
  const expandBase = compileSegments(base.segments, allowEmpty);
  const addSourceElements = compilePathElements(source?.path);
  const expandOwn = compileSegments(relative.segments, allowEmpty);
  const addOwnElements = compilePathElements(http.path);
  return (scope) => {
    const basePath = expandBase(scope);
    if (!basePath.ok) return basePath;
    const sourcePath = addSourceElements(basePath.value || '/', scope);
    if (!sourcePath.ok) return sourcePath;
    const own = expandOwn(scope);
    if (!own.ok) return own;
    return addOwnElements(joinPaths(sourcePath.value, own.value), scope);
  };
}

function compileQueries(parts: readonly BuildUrl[]): BuildUrl {
  return (scope) => {
    const texts: string[] = [];
    for (const expand of parts) {
      const text = expand(scope);
      if (!text.ok) return text;
      texts.push(text.value);
    }
    return success(joinQueries(texts));
  };
}

interface UrlTemplates {
  readonly base: UrlTemplate;
  readonly relative: UrlTemplate;
}

const NOTHING: UrlTemplate = { segments: [[]], query: [] };

function splitTemplates(
  source: UrlSource | undefined,
  http: ConnectHttp,
  options: UrlOptions,
): Outcome<UrlTemplates, string> {
  const own = compilePieces(http.url);
  const basePieces = basePiecesOf(source, options);
  if (basePieces === undefined) {
    const base = splitAbsoluteUrl(own);
    if (base === undefined) return failed('A connector without a source needs a URL with scheme and host.');
    // Of a source, `$config` and `$env` may choose the host: they are the operator's. Here it could be a client.
    if (base.origin?.some(isHole))
      return failed('The scheme and host of a connector without a source must be constant.');
    return success({ base, relative: NOTHING });
  }
  const base = splitAbsoluteUrl(basePieces);
  if (base === undefined) return failed('The `baseURL` of the source has no scheme and host.');
  const [start] = own;
  if (start?.kind === 'Text' && /^https?:\/\//i.test(start.text)) {
    return failed('The URL of a connector with a source must not have a scheme and host of its own.');
  }
  return success({ base, relative: splitRelativeUrl(own) });
}

function basePiecesOf(source: UrlSource | undefined, { baseURL }: UrlOptions): readonly Piece[] | undefined {
  if (baseURL !== undefined && source !== undefined) return [{ kind: 'Text', text: encodeConstant(baseURL) }];
  return source === undefined ? undefined : compilePieces(source.baseURL);
}

function compilePieces(template: Template): readonly Piece[] {
  return template.parts.map((part) => compilePiece(part, 'uri'));
}

/** Scheme and host, checked: once if they are constant, else with every value. */
function compileOrigin(pieces: readonly Piece[]): BuildUrl {
  const expand = compilePiecesOf(pieces);
  const checked = (scope: Scope): Outcome<string, RequestFault> => {
    const origin = expand(scope);
    if (!origin.ok || isHttpOrigin(origin.value)) return origin;
    return failed(notBuilt('Scheme and host of the URL are not those of an http or https server.'));
  };
  if (pieces.some(isHole)) return checked;
  const constant = checked({});
  return () => constant;
}

function isHole(piece: Piece): boolean {
  return piece.kind === 'Hole';
}

function isHttpOrigin(origin: string): boolean {
  return /^https?:\/\/./i.test(origin) && URL.canParse(origin);
}

function compilePiecesOf(pieces: readonly Piece[]): BuildUrl {
  return (scope) => {
    const text = expandPieces(pieces, scope);
    return text.ok ? text : failed({ kind: 'not built', ...text.failure });
  };
}
