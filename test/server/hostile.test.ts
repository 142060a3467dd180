import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

/** What comes back: a status, or nothing but a closed connection. */
type Expected = number | 'closed';

const QUERY = '{"query":"{ hello }"}';
const LONG = 'echo'.repeat(2_000);
const HUGE = 'echo'.repeat(10_000);
const CLOSE = 'Connection: close\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
const HOST = 'Host: localhost\r\n';

/** A request with every header that a good one has, and more. */
function post(headers: string, body = QUERY, target = '/graphql'): string {
  const length = `Content-Length: ${Buffer.byteLength(body, 'latin1')}\r\n`;
  return `POST ${target} HTTP/1.1\r\n${HOST}${CLOSE}${JSON_TYPE}${length}${headers}\r\n${body}`;
}

function get(target: string, headers = 'apollo-require-preflight: 1\r\n', method = 'GET'): string {
  return `${method} ${target} HTTP/1.1\r\n${HOST}${CLOSE}${headers}\r\n`;
}

/** A request in which the host is said in another way. */
function withHost(lines: string, version = '1.1'): string {
  return `POST /graphql HTTP/${version}\r\n${lines}${CLOSE}${JSON_TYPE}Content-Length: ${QUERY.length}\r\n\r\n${QUERY}`;
}

function chunked(body: string, headers = ''): string {
  return `POST /graphql HTTP/1.1\r\n${HOST}${CLOSE}${JSON_TYPE}Transfer-Encoding: chunked\r\n${headers}\r\n${body}`;
}

const TABLE: Readonly<Record<string, readonly (readonly [name: string, bytes: string, expected: Expected])[]>> = {
  'the Host header': [
    ['is one name', withHost('Host: api.example\r\n'), 200],
    ['is an address with a port', withHost('Host: [::1]:4000\r\n'), 200],
    ['is empty, as for a target without authority', withHost('Host:\r\n'), 200],
    ['is missing', withHost(''), 400],
    ['is missing, as HTTP/1.0 allows', withHost('', '1.0'), 200],
    ['comes twice', withHost('Host: a\r\nHost: a\r\n'), 400],
    ['holds a space', withHost('Host: a b\r\n'), 400],
    ['holds a path', withHost('Host: a/b\r\n'), 400],
    ['holds credentials', withHost('Host: user@a\r\n'), 400],
    ['holds a list', withHost('Host: a, b\r\n'), 400],
    ['holds a script', withHost('Host: <script>alert(1)</script>\r\n'), 400],
    ['has a port of letters', withHost('Host: a:b\r\n'), 400],
    ['has an endless port', withHost(`Host: a:${'9'.repeat(100)}\r\n`), 400],
    ['has a broken bracket', withHost('Host: [::1\r\n'), 400],
    ['is long', withHost(`Host: ${LONG}@\r\n`), 400],
    ['holds a NUL', withHost('Host: a\0b\r\n'), 400],
    ['holds bytes beyond ASCII', withHost('Host: \xe9\xff\r\n'), 400],
  ],
  'the request line': [
    ['is nothing', '\r\n\r\n', 408],
    ['is a word', 'hello\r\n\r\n', 400],
    ['is a name of Redis', 'PING\r\n', 400],
    ['is a hello of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['is a hello of SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 400],
    ['is a preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['is of HTTP/0.9', 'GET /\r\n', 408],
    ['is of HTTP/3.0', `GET / HTTP/3.0\r\n${HOST}\r\n`, 400],
    ['has a method in lower case', `get /graphql HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['has an unknown method', `BREW /graphql HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['has two spaces', `GET  / HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404],
    ['has a tab', `GET\t/\tHTTP/1.1\r\n${HOST}\r\n`, 400],
    ['holds a NUL', `GET /\0 HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['ends in line feeds alone', `GET /nothing HTTP/1.1\nHost: a\n\n`, 400],
    ['is endless', `GET /${HUGE} HTTP/1.1\r\n${HOST}\r\n`, 431],
    ['is endless and never ends', `GET /${HUGE}`, 431],
    ['asks for a tunnel', `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`, 'closed'],
    ['asks for another protocol', get('/graphql', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'), 400],
    ['asks for HTTP/2', post('Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'), 200],
  ],
  'the target': [
    ['is a whole URL', post('', QUERY, 'http://other.example/graphql'), 200],
    ['is unknown', get('/nothing'), 404],
    ['is unknown and long', get(`/${LONG}`), 404],
    ['is unknown, by POST', post('', QUERY, '/nothing'), 404],
    ['climbs', get('/../../etc/passwd'), 404],
    ['climbs in disguise', get('/%2e%2e/%2e%2e/etc/passwd'), 404],
    ['climbs from the endpoint', get('/graphql/../health'), 404],
    ['is broken UTF-8', get('/%E0%A4%A'), 400],
    ['is broken UTF-8 of whole bytes', get('/%C0%AF'), 400],
    ['holds a NUL in disguise', get('/%00'), 404],
    ['holds a script', get('/<script>alert(1)</script>'), 404],
    ['ends the line in disguise', get('/%0d%0aSet-Cookie:%20a=1'), 404],
    ['is an asterisk', get('*', '', 'OPTIONS'), 404],
    ['is a page of development', get('/sandbox'), 404],
    ['is detailed health', get('/health'), 404],
    ['is a door of the demo', get('/demo/upstreams'), 404],
    ['is a file of ours', get('/package.json'), 404],
    ['has a slash too many', get('//graphql?query={hello}'), 404],
  ],
  'the method': [
    ['is HEAD', get('/graphql?query={hello}', 'apollo-require-preflight: 1\r\n', 'HEAD'), 405],
    ['is HEAD, elsewhere', get('/nothing', '', 'HEAD'), 404],
    ['is OPTIONS', get('/graphql', '', 'OPTIONS'), 404],
    [
      'is a preflight',
      get('/graphql', 'Origin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n', 'OPTIONS'),
      404,
    ],
    ['is PUT', post('', QUERY).replace('POST', 'PUT'), 405],
    ['is PATCH', post('', QUERY).replace('POST', 'PATCH'), 405],
    ['is DELETE', get('/graphql', 'apollo-require-preflight: 1\r\n', 'DELETE'), 405],
    ['is TRACE', get('/graphql', '', 'TRACE'), 404],
    ['is PROPFIND', get('/graphql', '', 'PROPFIND'), 404],
    ['is QUERY', post('', QUERY).replace('POST', 'QUERY'), 404],
  ],
  headers: [
    ['are large', post(`X-Large: ${'echo'.repeat(3_500)}\r\n`), 200],
    ['are huge', post(`X-Huge: ${HUGE}\r\n`), 431],
    ['are many', post('X: 1\r\n'.repeat(900)), 200],
    ['are too many', post('X: 1\r\n'.repeat(20_000)), 431],
    ['have an endless name', post(`${HUGE}: 1\r\n`), 431],
    ['have a name with a space', post('X Y: 1\r\n'), 400],
    ['have a space before the colon', post('X-Y : 1\r\n'), 400],
    ['have no colon', post('hello\r\n'), 400],
    ['have no name', post(': 1\r\n'), 400],
    ['are folded', post('X-Y: 1\r\n 2\r\n'), 400],
    ['hold a bare carriage return', post('X-Y: 1\r2\r\n'), 400],
    ['hold a NUL', post('X-Y: \0\r\n'), 400],
    ['hold bytes beyond ASCII', post('X-Y: \xff\xfe\r\n'), 200],
    ['name members of every object', post('__proto__: 1\r\nconstructor: 2\r\ntoString: 3\r\n'), 200],
    ['have a request id to inject', post(`X-Request-Id: ${LONG}\r\n`), 200],
    ['have a deadline that is none', post('Overlap-Deadline-Ms: soon\r\n'), 400],
    ['have a deadline of many digits', post(`Overlap-Deadline-Ms: ${'9'.repeat(5_000)}\r\n`), 200],
    ['accept nothing that there is', post('Accept: image/png\r\n'), 406],
    ['accept a long list', post(`Accept: ${'a/b,'.repeat(2_000)}*/*\r\n`), 200],
    ['expect something', post('Expect: the-unexpected\r\n'), 417],
    ['claim a trace', post('Overlap-Trace: 1\r\nOverlap-Trace-Secret: guess\r\n'), 200],
    ['are not finished', `POST /graphql HTTP/1.1\r\n${HOST}X-Slow: `, 408],
  ],
  'the framing of the body': [
    ['has a length that is no number', post('', QUERY).replace(/Content-Length: \d+/, 'Content-Length: many'), 400],
    ['has a negative length', post('', QUERY).replace(/Content-Length: \d+/, 'Content-Length: -1'), 400],
    ['has an endless length', post('', QUERY).replace(/Content-Length: \d+/, `Content-Length: ${'9'.repeat(30)}`), 400],
    ['has a length beyond the limit', post('', QUERY).replace(/Content-Length: \d+/, 'Content-Length: 99999999'), 413],
    ['has two lengths', post('Content-Length: 3\r\n'), 400],
    ['has a length and chunks', post('Transfer-Encoding: chunked\r\n', '0\r\n\r\n'), 400],
    ['has no length', `POST /graphql HTTP/1.1\r\n${HOST}${CLOSE}${JSON_TYPE}\r\n`, 400],
    ['is shorter than its length', post('', QUERY).replace(/Content-Length: \d+/, 'Content-Length: 500'), 408],
    [
      'is longer than its length',
      post('', `${QUERY}GARBAGE`).replace(/Content-Length: \d+/, `Content-Length: ${QUERY.length}`),
      200,
    ],
    ['is chunked', chunked(`15\r\n${QUERY}\r\n0\r\n\r\n`), 200],
    ['has a chunk of no size', chunked(`\r\n${QUERY}\r\n0\r\n\r\n`), 400],
    ['has a chunk of a size that is none', chunked(`zz\r\n${QUERY}\r\n0\r\n\r\n`), 400],
    ['has a chunk of an endless size', chunked(`${'f'.repeat(40)}\r\n${QUERY}`), 400],
    ['has a chunk longer than its size', chunked(`2\r\n${QUERY}\r\n0\r\n\r\n`), 400],
    ['has endless extensions of a chunk', chunked(`15;${HUGE}\r\n${QUERY}\r\n0\r\n\r\n`), 400],
    ['has chunks that never end', chunked(`15\r\n${QUERY}\r\n`), 408],
    ['has trailers', chunked(`15\r\n${QUERY}\r\n0\r\nX-Trailer: 1\r\n\r\n`), 200],
    ['has an unknown coding', chunked(QUERY).replace('chunked', 'gzip'), 400],
    ['has two codings', chunked(QUERY).replace('chunked', 'chunked, identity'), 400],
    ['is compressed', post('Content-Encoding: gzip\r\n', '\x1f\x8b\x08\x00'), 415],
  ],
  'the body': [
    ['is no JSON', post('', 'hello'), 400],
    ['is long and no JSON', post('', LONG), 400],
    ['is beyond the limit', post('', `{"query":"${'x'.repeat(2_000_000)}"}`), 413],
    ['is a number', post('', '1'), 400],
    ['is a list', post('', '[]'), 400],
    ['is a batch', post('', `[${QUERY},${QUERY}]`), 400],
    ['is nested', post('', '['.repeat(100_000)), 400],
    ['is a bomb of keys', post('', `{${'"a":{'.repeat(50_000)}`), 400],
    ['holds invalid UTF-8', post('', '{"query":"\xff\xfe"}'), 400],
    ['is UTF-16', post('', '\xff\xfe{\0}\0'), 400],
    ['has members of every object', post('', '{"__proto__":{"query":"{ hello }"},"constructor":1}'), 400],
    ['has a query that is none', post('', '{"query":{"kind":"Document"}}'), 400],
    ['has a long query that is none', post('', JSON.stringify({ query: LONG })), 400],
    ['has a field that is none, at length', post('', JSON.stringify({ query: `{ ${LONG} }` })), 400],
    ['has brackets only', post('', JSON.stringify({ query: '{'.repeat(9_000) })), 400],
    ['has a long name of an operation', post('', JSON.stringify({ query: '{ hello }', operationName: LONG })), 400],
    [
      'has a long variable of the wrong kind',
      post('', JSON.stringify({ query: 'query($n: Int) { echo(count: $n) }', variables: { n: LONG } })),
      400,
    ],
    ['has an onError that is none', post('', JSON.stringify({ query: '{ hello }', onError: LONG })), 400],
    ['has a hash that is none', post('', '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":1}}}'), 200],
    ['is a form', post('', 'query=%7Bhello%7D').replace('application/json', 'application/x-www-form-urlencoded'), 415],
    ['is plain text', post('', QUERY).replace('application/json', 'text/plain'), 400],
    ['is of a type that is none', post('', QUERY).replace('application/json', `a;${LONG}`), 415],
    ['has a foreign charset', post('', QUERY).replace('application/json', 'application/json; charset=utf-7'), 415],
  ],
  'what follows a request': [
    ['is another one', post('').replace(CLOSE, '') + post(''), 200],
    ['is garbage', `${post('').replace(CLOSE, '')}GARBAGE\r\n\r\n`, 200],
    ['is garbage, after a refusal', `${get('/nothing').replace(CLOSE, '')}GARBAGE\r\n\r\n`, 404],
    ['is half of another one', post('').replace(CLOSE, '') + post('').slice(0, 40), 200],
    ['is smuggled in', chunked(`0\r\n\r\n${get('/graphql?query={hello}')}`, 'Content-Length: 4\r\n'), 400],
    ['is a long nothing', `${post('')}${'\r\n'.repeat(5_000)}`, 200],
  ],
  'the search': [
    ['has a query without permission', get('/graphql?query={hello}', ''), 400],
    ['has two queries', get('/graphql?query={hello}&query={hello}'), 400],
    ['has broken variables', get('/graphql?query={hello}&variables={'), 400],
    ['has long broken variables', get(`/graphql?query={hello}&variables=${LONG}`), 400],
    ['has a broken escape', get('/graphql?query=%E0%A4%A'), 400],
    ['changes something', get('/graphql?query=mutation{change}'), 405],
    ['is endless', get(`/graphql?query=${HUGE}`), 431],
  ],
};

/** These wait until the server has had enough; all others meet one that has time, so that a slow machine is not refused. */
function waitsForTheEnd(name: string, expected: Expected): boolean {
  return expected === 408 || name === 'is half of another one';
}

let server: RunningServer;
let impatient: RunningServer;
const logger = recordingLogger();

beforeAll(async () => {
  const start = async (headersMs: number) => {
    const gateway = fakeGateway({ settings: { mode: 'production', server: { port: 0, admin: { port: 0 } } } });
    const started = await startServer(gateway, {
      logger,
      drain: { noticeMs: 0, maxMs: 500 },
      clientTimeouts: { headersMs, requestMs: headersMs + 200, checkEveryMs: 50, unreadMs: 10_000 },
    });
    if (!started.ok) throw new Error(started.failure.message);
    return started.value;
  };
  server = await start(50_000);
  impatient = await start(600);
});

afterAll(() => Promise.all([server.drain(), impatient.drain()]));

/** Sends bytes and reads until the server closes the connection. */
function exchange(bytes: string, { url }: RunningServer = server): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    socket.on('error', () => {}).on('close', () => resolve(answer));
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

const hello = () => exchange(post(''));

describe.each(Object.entries(TABLE))('when %s', (_part, rows) => {
  test.concurrent.each(rows)('%s, there is a short answer or none', async (name, bytes, expected) => {
    const answer = await exchange(bytes, waitsForTheEnd(name, expected) ? impatient : server);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    const status = answer === '' ? 'closed' : Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    expect(status, name).toBe(expected);
    expect(answer.length).toBeLessThan(1_500);
    expect(answer).not.toMatch(/\.[jt]s:\d|node_modules|\bat \S+ \(/);
    expect(head).not.toMatch(/set-cookie/i);
    if (typeof status === 'number' && status >= 400 && !bytes.startsWith('HEAD')) {
      const [first = ''] = body.split('HTTP/1.1'); // the answer to what follows may stand behind it
      expect(JSON.parse(first).errors[0].extensions.code).toMatch(/^[A-Z_]+$/);
    }
  });
});

describe('after all that', () => {
  test('the server answers as before, and nothing has surprised it', async () => {
    expect(await hello()).toContain('{"data":{"hello":"Hello, world."}}');
    expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
