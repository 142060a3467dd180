import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where `npm run console:build` puts the console, seen from `src/server/` and from `dist/server/` alike. */
const BUILT = join(import.meta.dirname, '../../dist/console');

/** The pages that are built. */
export type ConsolePage = 'index.html' | 'demo.html';

/**
 * Scripts, workers, styles, fonts and requests of this origin only; nobody may frame the page. The editor (Monaco) writes
 * its styles into the page as it runs, hence `unsafe-inline` for styles; scripts get no such leave.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

const compress = promisify(gzip);

/**
 * A page of the console that asks `endpoint`, with the headers that it needs; undefined where the console has not been
 * built.
 */
export function consolePage(page: ConsolePage, endpoint: string): ((reply: FastifyReply) => FastifyReply) | undefined {
  const file = join(BUILT, page);
  if (!existsSync(file)) return undefined;
  return (reply) => {
    const text = readFileSync(file, 'utf8').replace(
      'content="/graphql"',
      () => `content="${escapeAttribute(endpoint)}"`,
    );
    return reply
      .type('text/html; charset=utf-8')
      .headers({
        'cache-control': 'no-cache',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(text);
  };
}

/** Serves what the pages load: only files that were built, whose names say their content. */
export function consoleFiles(app: FastifyInstance): void {
  const packed = new Map<string, Promise<Buffer>>();
  app.get<{ Params: { file: string } }>('/console/assets/:file', async (request, reply) => {
    const { file } = request.params;
    const type = TYPES[extname(file)];
    if (type === undefined || !builtFiles().includes(file)) return reply.callNotFound();
    reply.type(type).headers({
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    });
    const path = join(BUILT, 'assets', file);
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(await readFile(path));
    const body = packed.get(file) ?? readFile(path).then((bytes) => compress(bytes));
    packed.set(file, body);
    return reply.header('content-encoding', 'gzip').send(await body);
  });
}

function builtFiles(): readonly string[] {
  const folder = join(BUILT, 'assets');
  return existsSync(folder) ? readdirSync(folder) : [];
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
