import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FILES, POSTS, panelOf, rowsOf, USERS } from './upstream-data.ts';

/**
 * Upstreams that take their time: panels 200 ms, the tables of the dashboard 20 ms each. Flaky ones fail one call in a
 * hundred. The files that nginx gives are here too, for machines without it.
 */
const PANEL_MS = 200;
const TABLE_MS = 20;

let flakyCalls = 0;

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://upstream');
  const [, kind = '', ...rest] = pathname.split('/');
  if (kind === 'panels') later(PANEL_MS, response, JSON.stringify(panelOf(Number(rest[0]))));
  else if (kind === 'flaky') answerFlaky(rest, response);
  else if (FILES.has(pathname.slice(1))) answer(response, FILES.get(pathname.slice(1)) ?? '');
  else later(TABLE_MS, response, JSON.stringify(rowsOf(kind, searchParams.get('ids')?.split(',') ?? [])));
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

function later(ms: number, response: ServerResponse, text: string): void {
  setTimeout(() => answer(response, text), ms);
}

function answer(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

function answerFlaky([kind, id]: readonly string[], response: ServerResponse): void {
  if (kind === 'posts') {
    answer(response, JSON.stringify(POSTS));
    return;
  }
  flakyCalls += 1;
  if (flakyCalls % 100 === 0) response.writeHead(503).end();
  else answer(response, JSON.stringify(USERS[Number(id) - 1]));
}
