import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { contextOf, ready, resolvers, typeDefs } from './graph.js';

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  logging: false,
  context: ({ request }) => contextOf(request.headers.get('x-viewer') ?? undefined),
});
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => ready(server.address().port));
