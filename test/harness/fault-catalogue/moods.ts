import {
  answerBytes,
  answers,
  drips,
  type Fault,
  type FaultRequest,
  firstThen,
  HEALTHY,
  STATUS,
  TIMEOUT,
  UNREACHABLE,
} from './fault.ts';

const well = answers();
const resets = ({ socket }: FaultRequest) => void socket.resetAndDestroy();
const ends = ({ socket }: FaultRequest) => void socket.end();
const silent = () => undefined;
const status = (code: number, ...lines: readonly string[]) => answers({ status: `${code} No`, lines });
/** Were it taken for an answer, somebody would see it. */
const POISON =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 27\r\n\r\n{"id":"evil","name":"evil"}';
const header = (...lines: readonly string[]): Fault => ({
  name: `a healthy answer with ${lines.join(' and ')}`,
  outcome: HEALTHY,
  behave: answers({ lines }),
});

/** Upstreams that change their mind, headers that mean to be remembered, and connections that end at the wrong moment. */
export const MOODS: readonly Fault[] = [
  flaps('500 once', status(500), STATUS),
  flaps('502 once', status(502), STATUS),
  flaps('503 once', status(503), STATUS),
  flaps('503 with Retry-After 0 once', status(503, 'retry-after: 0'), STATUS),
  flaps('504 once', status(504), STATUS),
  flaps('408 once', status(408), STATUS),
  flaps('425 once', status(425), STATUS),
  flaps('429 once', status(429), STATUS),
  flaps('a reset once', resets, UNREACHABLE),
  flaps('an end without an answer once', ends, UNREACHABLE),
  flaps('a hang once', silent, TIMEOUT),
  flaps('a drip once', drips('', 'HTTP/1.1 103 Early Hints\r\n\r\n'), TIMEOUT),
  flaps('garbage once', ({ socket }) => void socket.end('garbage\r\n\r\n'), UNREACHABLE),
  { name: 'fails twice, then would be well', outcome: STATUS, behave: firstThen(status(500), well, 2) },
  { name: '401 once is not asked again', outcome: STATUS, behave: firstThen(status(401), well) },
  { name: '404 once is not asked again', outcome: STATUS, behave: firstThen(status(404), well) },
  { name: '501 once is not asked again', outcome: STATUS, behave: firstThen(status(501), well) },
  {
    name: 'fails one way, then another',
    outcome: STATUS,
    unsafeOutcome: UNREACHABLE,
    behave: firstThen(resets, status(500)),
  },

  header('set-cookie: session=stolen; Path=/'),
  header('set-cookie: a=1', 'set-cookie: b=2', 'set-cookie: nonsense'),
  header('etag: "v1"'),
  header('etag: W/"v1"', 'cache-control: no-cache'),
  header('etag: no quotes'),
  header('etag: "v1"', 'cache-control: max-age=60'),
  header('vary: *', 'cache-control: max-age=60'),
  header('vary: accept-encoding, cookie', 'cache-control: public, max-age=60'),
  header('vary: '),
  header('cache-control: no-store'),
  header('cache-control: max-age=99999999999999999999'),
  header('cache-control: max-age=-1, =, ;, "'),
  header('cache-control: max-age=60', 'age: 99999999'),
  header('cache-control: max-age=60', 'date: yesterday'),
  header('expires: 0', 'date: Thu, 01 Jan 1970 00:00:00 GMT'),
  header('last-modified: soon', 'cache-control: max-age=1'),
  header('retry-after: 3600'),
  header('keep-alive: timeout=0'),
  header('keep-alive: timeout=99999999999'),
  header('keep-alive: nonsense'),
  header('content-location: http://elsewhere.invalid/'),
  header('content-range: bytes 0-1/2'),
  header('alt-svc: h3=":443"'),
  header('strict-transport-security: max-age=1'),
  header('x-ratelimit-remaining: many', 'x-ratelimit-reset: never'),
  header('ratelimit: "default";r=-1;t=-1'),
  header('ratelimit: remaining=, reset='),
  { ...header('x-ratelimit-remaining: 0', 'x-ratelimit-reset: 3600'), mayRefuseNext: true },
  { ...header('ratelimit: "default";r=0;t=3600'), mayRefuseNext: true },

  kept('is closed after each answer, without a word', (request) => {
    request.socket.end(answerBytes({}, request));
  }),
  kept('is reset right after each answer', (request) => {
    well(request);
    setTimeout(() => request.socket.resetAndDestroy(), 5);
  }),
  kept('is closed a moment after each answer', (request) => {
    well(request);
    setTimeout(() => request.socket.end(), 5);
  }),
  kept('brings a second answer that nobody asked for', (request) => {
    request.socket.write(Buffer.concat([answerBytes({}, request), Buffer.from(POISON)]));
  }),
  kept('brings garbage after each answer', (request) => {
    request.socket.write(Buffer.concat([answerBytes({}, request), Buffer.from('\r\n\r\ngarbage')]));
  }),
  // Nothing under way on it: what comes now belongs to nobody.
  idle('brings a second answer', (socket) => socket.write(POISON)),
  idle('brings garbage', (socket) => socket.write('garbage')),
  idle('is told that time is up', (socket) => socket.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n')),
  idle('is closed', (socket) => socket.end()),
  idle('is reset', (socket) => socket.resetAndDestroy()),
];

function flaps(what: string, first: (request: FaultRequest) => void, unsafeOutcome: Fault['outcome']): Fault {
  return { name: `flaps: ${what}`, outcome: HEALTHY, unsafeOutcome, behave: firstThen(first, well) };
}

function idle(what: string, action: (socket: FaultRequest['socket']) => unknown): Fault {
  return {
    name: `an idle connection ${what}`,
    outcome: HEALTHY,
    behave: (request) => {
      well(request);
      setTimeout(() => action(request.socket), 5);
    },
  };
}

/** Two connections for ten rows: the same ones are used again and again. */
function kept(what: string, behave: Fault['behave']): Fault {
  return { name: `a kept connection ${what}`, outcome: HEALTHY, behave, connections: 2 };
}
