import type { ConnectHttp, Source } from '../connectors/connector.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import { remember } from '../memo/remember.ts';
import { encodeConstant } from '../templates/percent-encoding.ts';
import { compilePiece, expandPieces, type Piece, type TemplateFault } from '../templates/piece.ts';
import type { Template } from '../templates/template.ts';
import { type BaseUrl, compileBaseUrl } from './base-url.ts';
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
  const base = baseOf(source, options);
  if (base === undefined) return compileOn(undefined, source, http, options);
  if (base.isHeadConstant) {
    const head = base.expandHead({});
    return head.ok
      ? compileOn([...textPiece(head.value), ...base.rest], source, http, options)
      : () => failed(toFault(head.failure));
  }
  const byHead = new Map<string, BuildUrl>();
  return (scope) => {
    const head = base.expandHead(scope);
    if (!head.ok) return failed(toFault(head.failure));
    const pieces = [...textPiece(head.value), ...base.rest];
    return remember(byHead, head.value, () => compileOn(pieces, source, http, options))(scope);
  };
}

function baseOf(source: UrlSource | undefined, { baseURL }: UrlOptions): BaseUrl | undefined {
  if (source === undefined) return undefined;
  if (baseURL === undefined) return compileBaseUrl(source.baseURL);
  return { expandHead: () => success(encodeConstant(baseURL)), isHeadConstant: true, rest: [] };
}

function compileOn(
  basePieces: readonly Piece[] | undefined,
  source: UrlSource | undefined,
  http: ConnectHttp,
  options: UrlOptions,
): BuildUrl {
  const templates = splitTemplates(basePieces, http);
  if (!templates.ok) return () => failed(notBuilt(templates.failure));
  const { base, relative } = templates.value;
  const origin = constantOrigin(base.origin ?? []);
  if (!origin.ok) return () => origin;
  const expandPath = compilePath(templates.value, source, http, options.allowEmptySegments);
  const queries = [
    base.query.length > 0 ? compilePiecesOf(base.query) : undefined,
    compileQueryParams(source?.queryParams),
    relative.query.length > 0 ? compilePiecesOf(relative.query) : undefined,
    compileQueryParams(http.queryParams),
  ].filter((query) => query !== undefined);
  const expandQuery = queries.length === 0 ? undefined : compileQueries(queries);
  return (scope) => {
    const path = expandPath(scope);
    if (!path.ok) return path;
    if (expandQuery === undefined) return success(origin.value + path.value);
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
  const expandBoth: BuildUrl = (scope) => {
    const basePath = expandBase(scope);
    if (!basePath.ok) return basePath;
    const sourcePath = addSourceElements ? addSourceElements(basePath.value || '/', scope) : basePath;
    if (!sourcePath.ok) return sourcePath;
    const own = expandOwn(scope);
    return own.ok ? success(joinPaths(sourcePath.value || '/', own.value)) : own;
  };
  if (addOwnElements === undefined) return expandBoth;
  return (scope) => {
    const path = expandBoth(scope);
    return path.ok ? addOwnElements(path.value, scope) : path;
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

function splitTemplates(basePieces: readonly Piece[] | undefined, http: ConnectHttp): Outcome<UrlTemplates, string> {
  const own = compilePieces(http.url);
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

function compilePieces(template: Template): readonly Piece[] {
  return template.parts.map((part) => compilePiece(part, 'uri'));
}

/** Scheme and host, checked. By now they are constant: what is the operator's has been filled in. */
function constantOrigin(pieces: readonly Piece[]): Outcome<string, RequestFault> {
  const origin = compilePiecesOf(pieces)({});
  if (!origin.ok || isHttpOrigin(origin.value)) return origin;
  return failed(notBuilt('Scheme and host of the URL are not those of an http or https server.'));
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
    return text.ok ? text : failed(toFault(text.failure));
  };
}

function toFault(fault: TemplateFault): RequestFault {
  return { kind: 'not built', ...fault };
}

function textPiece(text: string): readonly Piece[] {
  return [{ kind: 'Text', text }];
}
