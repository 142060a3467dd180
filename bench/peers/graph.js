// The same graph for every GraphQL server: resolvers, undici, and a DataLoader per request for the users.
import DataLoader from 'dataloader';
import { poolOf } from './upstream-pool.js';

const api = poolOf(process.env.UPSTREAM, 128);

async function getJson(path, viewer) {
  const headers = viewer === undefined ? undefined : { 'x-viewer': viewer };
  const { statusCode, body } = await api.request({ method: 'GET', path, headers });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`status ${statusCode}`);
  }
  return body.json();
}

export const typeDefs = `
  type Query { greet: String posts(page: Int): [Post] }
  type Post { id: Int userId: Int title: String body: String user: User }
  type User { id: Int name: String email: String }
`;

export const resolvers = {
  Query: {
    greet: () => 'Hello, world',
    posts: (_parent, { page }, { viewer }) => getJson(page === undefined ? '/posts' : `/posts?page=${page}`, viewer),
  },
  Post: { user: ({ userId }, _args, { users }) => users.load(userId) },
};

/** What resolvers share within one request. */
export function contextOf(viewer) {
  return {
    viewer,
    users: new DataLoader((ids) => Promise.all(ids.map((id) => getJson(`/users/${id}`, viewer)))),
  };
}

export function ready(port) {
  console.log(`ready at http://127.0.0.1:${port}`);
  process.once('SIGTERM', () => process.exit());
}
