// A server as one would write it without GraphQL: node:http, undici, and a function per page.
// SHARING: none (every request calls its upstreams), calls (equal calls in flight are one),
// answers (equal requests in flight get one finished answer).
import { createServer } from 'node:http';
import { shared } from './shared.js';
import { poolOf } from './upstream-pool.js';

const { UPSTREAM, SLOW, SHARING = 'none' } = process.env;
const api = poolOf(UPSTREAM, 128);
const slow = poolOf(SLOW, 1200);

async function getJson(pool, path, viewer) {
  const headers = viewer === undefined ? undefined : { 'x-viewer': viewer };
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`status ${statusCode}`);
  }
  return body.json();
}

const get = SHARING === 'none' ? getJson : shared(getJson, (_pool, path, viewer) => `${path} ${viewer}`);

async function postsUsers(search, viewer) {
  const page = search.get('page');
  const posts = await get(api, page === null ? '/posts' : `/posts?page=${page}`, viewer);
  const ids = [...new Set(posts.map((post) => post.userId))];
  const users = new Map(
    await Promise.all(
      ids.map(async (id) => {
        const { name, email } = await get(api, `/users/${id}`, viewer);
        return [id, { id, name, email }];
      }),
    ),
  );
  return {
    posts: posts.map(({ id, userId, title }) => ({ id, userId, title, user: users.get(userId) })),
  };
}

async function posts(_search, viewer) {
  const rows = await get(api, '/posts', viewer);
  return { posts: rows.map(({ title }) => ({ title })) };
}

async function flaky() {
  const rows = await get(slow, '/flaky/posts');
  const ids = [...new Set(rows.map((post) => post.userId))];
  const users = new Map(
    await Promise.all(
      ids.map(async (id) => {
        try {
          const { name, email } = await get(slow, `/flaky/users/${id}`);
          return [id, { id, name, email }];
        } catch {
          return [id, null];
        }
      }),
    ),
  );
  return {
    flakyPosts: rows.map(({ id, userId, title }) => ({ id, userId, title, user: users.get(userId) })),
  };
}

async function large(_search, viewer) {
  const rows = await get(api, '/large', viewer);
  return {
    large: rows.map(({ id, sensor, value, unit, taken_at }) => ({ id, sensor, value, unit, takenAt: taken_at })),
  };
}

async function panels(search) {
  const count = Number(search.get('n'));
  const rows = await Promise.all(Array.from({ length: count }, (_, id) => get(slow, `/panels/${id}`)));
  return Object.fromEntries(rows.map(({ id, value }) => [`p${id}`, { id, value }]));
}

async function byIds(path, ids, viewer) {
  const rows = await get(slow, `${path}?ids=${[...new Set(ids)].join(',')}`, viewer);
  return new Map(rows.map((row) => [row.id, row]));
}

async function dashboard(_search, viewer) {
  const side = async (top, middle, last, keyOf, nextOf, shape) => {
    const rows = await get(slow, `${top}/`, viewer);
    const middles = await byIds(`${middle}/`, rows.map(keyOf), viewer);
    const lasts = await byIds(`${last}/`, [...middles.values()].map(nextOf), viewer);
    return rows.map((row) => {
      const between = middles.get(keyOf(row));
      return shape(row, between, lasts.get(nextOf(between)));
    });
  };
  const [orders, incidents] = await Promise.all([
    side(
      '/orders', '/customers', '/regions',
      (row) => row.customerId,
      (row) => row.regionId,
      (row, customer, region) => ({ id: row.id, total: row.total, customer: { name: customer.name, region: { name: region.name } } }),
    ),
    side(
      '/incidents', '/services', '/teams',
      (row) => row.serviceId,
      (row) => row.teamId,
      (row, service, team) => ({ id: row.id, text: row.text, service: { name: service.name, team: { name: team.name } } }),
    ),
  ]);
  return { orders, incidents };
}

const pages = {
  '/greet': async () => ({ greet: 'Hello, world' }),
  '/posts': posts,
  '/posts-users': postsUsers,
  '/flaky': flaky,
  '/large': large,
  '/panels': panels,
  '/dashboard': dashboard,
};

const answerText = async (page, search, viewer) => JSON.stringify({ data: await page(search, viewer) });
const sharedText = shared(
  (url, viewer, page, search) => answerText(page, search, viewer),
  (url, viewer) => `${url} ${viewer}`,
);

const server = createServer(async (request, response) => {
  const at = request.url.indexOf('?');
  const page = pages[at < 0 ? request.url : request.url.slice(0, at)];
  const viewer = request.headers['x-viewer'];
  try {
    const search = new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
    const text =
      SHARING === 'answers' ? await sharedText(request.url, viewer, page, search) : await answerText(page, search, viewer);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
  } catch (error) {
    response.writeHead(502).end(String(error));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${server.address().port}`));
process.once('SIGTERM', () => process.exit());
