import { type BenchRequest, NUMBER } from './request.ts';
import {
  APOLLO,
  BY_HAND,
  BY_HAND_SHARING_ANSWERS,
  BY_HAND_SHARING_CALLS,
  GRAFAST,
  GRAPHQL_JIT,
  HIVE,
  MERCURIUS,
  OVERLAP,
  OVERLAP_DEVELOPMENT,
  YOGA,
} from './servers.ts';
import { INCIDENTS, MEASURES, ORDERS, POSTS, USERS } from './upstream-data.ts';
import type { Bar, Workload } from './workload.ts';

const BY_HANDS = [BY_HAND, BY_HAND_SHARING_CALLS, BY_HAND_SHARING_ANSWERS];
const GRAPHQL_PEERS = [APOLLO, MERCURIUS, YOGA, GRAPHQL_JIT, GRAFAST, HIVE];

const JSON_TYPE = { 'content-type': 'application/json' };
const VIEWER = { 'x-viewer': NUMBER };

const post = (query: string): BenchRequest => ({
  method: 'POST',
  path: '/graphql',
  headers: JSON_TYPE,
  body: JSON.stringify({ query }),
});
const get = (path: string): BenchRequest => ({ method: 'GET', path, headers: {} });
/** Asked by somebody else each time: what is forwarded upstream differs, so nothing may be shared. */
const distinct = (request: BenchRequest): BenchRequest => ({ ...request, headers: { ...request.headers, ...VIEWER } });

const userOf = (id: number) => {
  const user = USERS[id - 1];
  return user === undefined ? null : { id: user.id, name: user.name, email: user.email };
};
const POSTS_USERS = {
  posts: POSTS.map(({ id, userId, title }) => ({ id, userId, title, user: userOf(userId) })),
};

const FIELDS = 'id userId title user { id name email }';
const DISTINCT_QUERY = `query ($page: Int) { posts(page: $page) { ${FIELDS} } }`;
const DISTINCT_POST: BenchRequest = distinct({
  ...post(''),
  body: `{"query":${JSON.stringify(DISTINCT_QUERY)},"variables":{"page":${NUMBER}}}`,
});
const DISTINCT_PAGE = distinct(get(`/posts-users?page=${NUMBER}`));

const NOTHING_SHARED: readonly Bar[] = [
  { of: 'CPU per request', beside: BY_HAND, times: 1.3 },
  { of: 'CPU per request', aheadOf: GRAPHQL_PEERS },
];

const DASHBOARD = {
  orders: ORDERS.map(({ id, total, customerId }) => ({
    id,
    total,
    customer: { name: `Customer ${customerId}`, region: { name: `Region r${customerId.slice(1)}` } },
  })),
  incidents: INCIDENTS.map(({ id, text, serviceId }) => ({
    id,
    text,
    service: { name: `Service ${serviceId}`, team: { name: `Team t${serviceId.slice(1)}` } },
  })),
};
const DASHBOARD_POST = distinct(
  post(
    '{ orders { id total customer { name region { name } } } incidents { id text service { name team { name } } } }',
  ),
);

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'posts+users',
    about: 'The public benchmark: 100 posts of 10 users, `GET /posts` and `GET /users/:id`; every caller may share.',
    graphql: post(`{ posts { ${FIELDS} } }`),
    page: get('/posts-users'),
    connections: 100,
    servers: [OVERLAP, ...BY_HANDS, ...GRAPHQL_PEERS],
    isRight: isSame(POSTS_USERS),
    bars: [
      { of: 'requests/s', beside: BY_HAND_SHARING_CALLS, times: 1.5 },
      { of: 'requests/s', beside: APOLLO, times: 50 },
      { of: 'requests/s', aheadOf: GRAPHQL_PEERS },
    ],
  },
  {
    name: 'posts+users, distinct',
    about: 'The same, each request with a page and a caller of its own, both passed on: nothing can be shared.',
    graphql: DISTINCT_POST,
    page: DISTINCT_PAGE,
    connections: 100,
    servers: [OVERLAP, BY_HAND, ...GRAPHQL_PEERS],
    longer: 2,
    isRight: isSame(POSTS_USERS),
    bars: NOTHING_SHARED,
  },
  {
    name: 'posts+users, distinct callers',
    about: 'The same question by somebody else each time; who asks is passed on, so that nothing can be shared.',
    graphql: distinct(post(`{ posts { ${FIELDS} } }`)),
    page: distinct(get('/posts-users')),
    connections: 100,
    servers: [OVERLAP, BY_HAND, ...GRAPHQL_PEERS],
    longer: 2,
    isRight: isSame(POSTS_USERS),
    bars: NOTHING_SHARED,
  },
  {
    name: 'posts',
    about: 'One call, one field: `posts { title }`.',
    graphql: post('{ posts { title } }'),
    page: get('/posts'),
    connections: 100,
    servers: [OVERLAP, ...BY_HANDS, ...GRAPHQL_PEERS],
    isRight: isSame({ posts: POSTS.map(({ title }) => ({ title })) }),
    bars: [{ of: 'requests/s', beside: BY_HAND_SHARING_CALLS, times: 1 }],
  },
  {
    name: 'posts, distinct',
    about: 'The same, asked by somebody else each time.',
    graphql: distinct(post('{ posts { title } }')),
    page: distinct(get('/posts')),
    connections: 100,
    servers: [OVERLAP, BY_HAND],
    isRight: isSame({ posts: POSTS.map(({ title }) => ({ title })) }),
    bars: [{ of: 'CPU per request', beside: BY_HAND, times: 1.3 }],
  },
  {
    name: 'greet',
    about: 'A constant field, no upstream: what a server costs by itself.',
    graphql: post('{ greet }'),
    page: get('/greet'),
    connections: 100,
    servers: [OVERLAP, BY_HAND, ...GRAPHQL_PEERS],
    isRight: isSame({ greet: 'Hello, world' }),
    bars: [{ of: 'CPU per request', beside: BY_HAND, times: 2.5 }],
  },
  {
    name: 'dashboard',
    about: 'Three levels of six upstreams with 50 rows each, 20 ms per call, bulk endpoints; distinct callers.',
    graphql: DASHBOARD_POST,
    page: distinct(get('/dashboard')),
    connections: 20,
    servers: [OVERLAP, BY_HAND],
    isRight: isSame(DASHBOARD),
    bars: [{ of: 'CPU per request', beside: BY_HAND, times: 1.5 }],
  },
  {
    name: 'dashboard, alone',
    about: 'The same by one client: the longest chain is 60 ms of waiting.',
    graphql: DASHBOARD_POST,
    page: distinct(get('/dashboard')),
    connections: 1,
    longer: 3,
    servers: [OVERLAP, BY_HAND],
    isRight: isSame(DASHBOARD),
    bars: [{ of: 'median latency', atMostMs: 65 }],
  },
  {
    name: 'large',
    about: `A five megabyte answer of an upstream, ${MEASURES.length} rows, all of them asked for; distinct callers.`,
    graphql: distinct(post('{ large { id sensor value unit takenAt } }')),
    page: distinct(get('/large')),
    connections: 4,
    longer: 3,
    servers: [OVERLAP, BY_HAND],
    isRight: isSame({
      large: MEASURES.map(({ id, sensor, value, unit, taken_at }) => ({ id, sensor, value, unit, takenAt: taken_at })),
    }),
    bars: [{ of: 'CPU per request', beside: BY_HAND, times: 1.5 }],
  },
  {
    name: 'failing',
    about: 'posts+users with one call of the users in a hundred answered by 503; distinct callers.',
    graphql: distinct(post(`{ flakyPosts { ${FIELDS} } }`)),
    page: distinct(get('/flaky')),
    connections: 50,
    servers: [OVERLAP, BY_HAND],
    mayHoldErrors: true,
    isRight: (data) => isSame({ flakyPosts: POSTS_USERS.posts })(withUsers(data)),
    bars: [{ of: 'CPU per request', beside: BY_HAND, times: 1.5 }],
  },
  {
    name: 'trace',
    about: 'posts+users, distinct, with and without `Overlap-Trace: 1`.',
    graphql: DISTINCT_POST,
    page: DISTINCT_PAGE,
    connections: 100,
    servers: [
      { ...OVERLAP_DEVELOPMENT, name: 'Overlap, traced', headers: { 'overlap-trace': '1' } },
      OVERLAP_DEVELOPMENT,
    ],
    isRight: isSame(POSTS_USERS),
    bars: [{ of: 'CPU per request', beside: OVERLAP_DEVELOPMENT, times: 1.25 }],
  },
];

/** Throws a sentence with all names when there is none of this one. */
export function workloadNamed(name: string): Workload {
  const workload = WORKLOADS.find((one) => one.name === name);
  if (workload !== undefined) return workload;
  throw new Error(`There is no workload "${name}". There are: ${WORKLOADS.map((one) => one.name).join('; ')}.`);
}

/** The users whose call failed, put back: everything else must be as ever. */
function withUsers(data: unknown): unknown {
  const { flakyPosts } = data as {
    readonly flakyPosts: readonly { readonly userId: number; readonly user: unknown }[];
  };
  return { flakyPosts: flakyPosts.map((row) => ({ ...row, user: row.user ?? userOf(row.userId) })) };
}

/** Order of members included: it is what a client sees. */
function isSame(expected: unknown): (data: unknown) => boolean {
  const text = JSON.stringify(expected);
  return (data) => JSON.stringify(data) === text;
}
