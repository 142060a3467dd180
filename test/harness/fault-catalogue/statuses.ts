import { answers, type Fault, HEALTHY, NOTHING, STATUS, saysAndEnds } from './fault.ts';

const FAILURES = [
  400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 415, 416, 418, 421, 422, 424, 425, 426, 428,
  429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 599,
];

/** Forms of `Retry-After`, and what else is put there. */
const RETRY_AFTERS = [
  '0',
  '1',
  '3600',
  '99999999999999999999',
  '-1',
  '1.5',
  'soon',
  '',
  '0x10',
  'Fri, 31 Dec 2099 23:59:59 GMT',
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  'Fri, 31 Foo 2099 23:59:59 GMT',
  '1, 2',
];

/** Statuses, redirects, and announced pauses. */
export const STATUSES: readonly Fault[] = [
  ...FAILURES.map(
    (status): Fault => ({ name: `status ${status}`, outcome: STATUS, behave: answers({ status: `${status} No` }) }),
  ),
  { name: 'status 500 without a body', outcome: STATUS, behave: answers({ status: '500 No', body: '' }) },
  {
    name: 'status 401 with a challenge',
    outcome: STATUS,
    behave: answers({ status: '401 No', lines: ['www-authenticate: Basic realm="x"'] }),
  },
  ...[201, 202, 203, 206, 207, 226, 299].map(
    (status): Fault => ({ name: `status ${status}`, outcome: HEALTHY, behave: answers({ status: `${status} Yes` }) }),
  ),
  {
    name: 'status 204',
    outcome: NOTHING,
    behave: ({ socket }) => void socket.write('HTTP/1.1 204 No Content\r\n\r\n'),
  },
  {
    name: 'status 204 with a length',
    outcome: NOTHING,
    behave: ({ socket }) => void socket.write('HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n'),
  },
  { name: 'status 205', outcome: NOTHING, behave: answers({ status: '205 Reset Content', body: '' }) },
  {
    name: 'status 304 that nobody asked for',
    outcome: STATUS,
    behave: saysAndEnds('HTTP/1.1 304 Not Modified\r\netag: "x"\r\n\r\n'),
  },

  ...[301, 302, 303, 307, 308].map(
    (status): Fault => ({
      name: `status ${status} to elsewhere`,
      outcome: STATUS,
      behave: (request) =>
        answers({ status: `${status} Go`, lines: [`location: ${request.elsewhere}/stolen`], body: '' })(request),
    }),
  ),
  redirect('a place beside it', '/root'),
  redirect('itself', ''),
  redirect('a host without a scheme', '//127.0.0.1:1/'),
  redirect('a file', 'file:///etc/passwd'),
  redirect('a script', 'javascript:alert(1)'),
  redirect('no URL', 'http://[nonsense'),
  { name: 'a redirect without a location', outcome: STATUS, behave: answers({ status: '302 Go', body: '' }) },
  { name: 'a choice of places', outcome: STATUS, behave: answers({ status: '300 Multiple Choices', body: '[]' }) },

  ...RETRY_AFTERS.flatMap((value): readonly Fault[] =>
    [429, 503].map((status) => ({
      name: `status ${status} with Retry-After "${value}"`,
      outcome: STATUS,
      behave: answers({ status: `${status} Later`, lines: [`retry-after: ${value}`] }),
      mayRefuseNext: status === 429,
    })),
  ),
  {
    name: 'status 503 with Retry-After twice',
    outcome: STATUS,
    behave: answers({ status: '503 Later', lines: ['retry-after: 0', 'retry-after: 3600'] }),
  },
];

function redirect(to: string, location: string): Fault {
  return {
    name: `a redirect to ${to}`,
    outcome: STATUS,
    behave: answers({ status: '302 Go', lines: [`location: ${location}`], body: '' }),
  };
}
