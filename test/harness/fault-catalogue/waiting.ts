import { gzipSync } from 'node:zlib';
import { answers, chunked, drips, type Fault, type FaultRequest, HEALTHY, head, says, TIMEOUT } from './fault.ts';

const HINT = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

/** Answers that do not come to an end, or take their time about it. */
export const WAITING: readonly Fault[] = [
  hangs('before the status line', ''),
  hangs('in the status line', 'HTTP/1.1 2'),
  hangs('after the status line', 'HTTP/1.1 200 OK\r\n'),
  hangs('in a header', 'HTTP/1.1 200 OK\r\ncontent-ty'),
  hangs('before the end of the headers', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'),
  hangs('before the body', head('content-length: 10')),
  hangs('in a body of known length', ({ well }) => `${head(`content-length: ${well.length}`)}${well.slice(0, -1)}`),
  hangs(
    'after a whole document, short of the length it told',
    ({ well }) => `${head(`content-length: ${well.length + 1}`)}${well}`,
  ),
  hangs('before the first chunk', head('transfer-encoding: chunked')),
  hangs('in the size of a chunk', `${head('transfer-encoding: chunked')}2`),
  hangs('in a chunk', `${head('transfer-encoding: chunked')}10\r\n{"id"`),
  hangs(
    'after a chunk that holds the whole document',
    ({ well }) => head('transfer-encoding: chunked') + chunked(well),
  ),
  hangs(
    'before the end of the trailers',
    ({ well }) => `${head('transfer-encoding: chunked')}${chunked(well)}0\r\nx: y\r\n`,
  ),
  hangs('with a connection that should end the body', ({ well }) => head() + well),
  hangs('after informational responses', HINT.repeat(3)),
  hangs('after a 100', CONTINUE),
  hangs('in the middle of a 100', 'HTTP/1.1 100 Cont'),
  {
    name: 'hangs in compressed content',
    outcome: TIMEOUT,
    behave: (request) => {
      const content = gzipSync(request.well);
      request.socket.write(head('content-encoding: gzip', `content-length: ${content.length}`));
      request.socket.write(content.subarray(0, -4));
    },
  },
  {
    name: 'hangs, and stops reading',
    outcome: TIMEOUT,
    behave: ({ socket }) => void socket.pause().write('HTTP/1.1 '),
  },
  { name: 'hangs, half closed by us or not', outcome: TIMEOUT, behave: ({ socket }) => void socket.setKeepAlive(true) },

  drip('of body bytes', head('content-length: 100000'), '1'),
  drip('of white space before the document', head('content-length: 100000'), ' '),
  drip('of white space in chunks', head('transfer-encoding: chunked'), '1\r\n \r\n'),
  drip('of white space that only the connection would end', head(), '\n'),
  drip('of header lines', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'),
  drip('of one endless header', 'HTTP/1.1 200 OK\r\nx: ', 'y'),
  drip('of an endless reason phrase', 'HTTP/1.1 200 ', 'O'),
  drip('of 103s', '', HINT),
  drip('of 102s', '', 'HTTP/1.1 102 Processing\r\n\r\n'),
  drip('of 100s', '', CONTINUE),
  drip('of chunk extensions', `${head('transfer-encoding: chunked')}2;`, 'x'),
  drip('of digits of a chunk size', `${head('transfer-encoding: chunked')}`, '0'),
  drip('of trailers', `${head('transfer-encoding: chunked')}0\r\n`, 'x: y\r\n'),

  {
    name: 'answers late, and in time',
    outcome: HEALTHY,
    behave: (request) => void setTimeout(() => answers()(request), 60),
  },
  { name: 'answers byte by byte', outcome: HEALTHY, behave: byteByByte },
  {
    name: 'answers in chunks of one byte',
    outcome: HEALTHY,
    behave: says(({ well }) => `${head('transfer-encoding: chunked')}${chunked(well, 1)}0\r\n\r\n`),
  },
  {
    name: 'answers with headers first and the body later',
    outcome: HEALTHY,
    behave: ({ socket, well }) => {
      socket.write(head(`content-length: ${well.length}`));
      setTimeout(() => socket.write(well), 40);
    },
  },
  {
    name: 'puts white space around the document',
    outcome: HEALTHY,
    behave: answers({ body: ({ well }) => `${' \r\n\t'.repeat(1000)}${well}${'\n'.repeat(1000)}` }),
  },
  preceded('a 103', HINT),
  preceded('a hundred 103s', HINT.repeat(100)),
  preceded('a 100 that nobody asked for', CONTINUE),
  preceded('ten 100s', CONTINUE.repeat(10)),
  preceded('a 102', 'HTTP/1.1 102 Processing\r\n\r\n'),
  preceded('an informational status that nobody knows', 'HTTP/1.1 199 What\r\n\r\n'),
  preceded('a 103 with a length', 'HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\n'),
];

function hangs(where: string, sent: string | ((request: FaultRequest) => string)): Fault {
  return { name: `hangs ${where}`, outcome: TIMEOUT, behave: says(sent) };
}

function drip(what: string, start: string, drop: string): Fault {
  return { name: `a drip ${what}`, outcome: TIMEOUT, behave: drips(start, drop) };
}

function preceded(what: string, bytes: string): Fault {
  return {
    name: `${what} before the answer`,
    outcome: HEALTHY,
    behave: (request) => {
      request.socket.write(bytes);
      answers()(request);
    },
  };
}

/** As many segments as the network can make of it. */
function byteByByte({ socket, well }: FaultRequest): void {
  const bytes = Buffer.from(`${head(`content-length: ${well.length}`)}${well}`);
  let at = 0;
  const next = (): void => {
    if (at >= bytes.length || socket.destroyed) return;
    socket.write(bytes.subarray(at, at + 1));
    at += 1;
    setImmediate(next);
  };
  next();
}
