// The same graph for every GraphQL server: resolvers, undici, and a DataLoader per request for the users.
// SHARING=calls: equal calls in flight are one, across requests too.
import DataLoader from 'dataloader';
import { shared } from './shared.js';
import { poolOf } from './upstream-pool.js';

const { UPSTREAM, SHARING = 'none' } = process.env;
const api = poolOf(UPSTREAM, 128);

async function readJson(path, viewer) {
  const headers = viewer === undefined ? undefined : { 'x-viewer': viewer };
  const { statusCode, body } = await api.request({ method: 'GET', path, headers });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`status ${statusCode}`);
  }
  return body.json();
}

const getJson = SHARING === 'none' ? readJson : shared(readJson, (path, viewer) => `${path} ${viewer}`);

export const typeDefs = `
  type Query { greet: String posts(page: Int): [Post] }
  type Post { id: Int userId: Int title: String body: String user: User }
  type User { id: Int name: String email: String }
`;

export const greet = () => 'Hello, world';

export const loadPosts = (page, viewer) => getJson(page == null ? '/posts' : `/posts?page=${page}`, viewer);

export const loadUser = (id, viewer) => getJson(`/users/${id}`, viewer);

export const resolvers = {
  Query: { greet, posts: (_parent, { page }, { viewer }) => loadPosts(page, viewer) },
  Post: { user: ({ userId }, _args, { users }) => users.load(userId) },
};

/** What resolvers share within one request. */
export function contextOf(viewer) {
  return { viewer, users: new DataLoader((ids) => Promise.all(ids.map((id) => loadUser(id, viewer)))) };
}

export function ready(port) {
  console.log(`ready at http://127.0.0.1:${port}`);
  process.once('SIGTERM', () => process.exit());
}
