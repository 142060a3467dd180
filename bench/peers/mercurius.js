import fastify from 'fastify';
import mercurius from 'mercurius';
import { contextOf, ready, resolvers, typeDefs } from './graph.js';

const app = fastify({ logger: false });
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: (request) => contextOf(request.headers['x-viewer']),
});
await app.listen({ port: 0, host: '127.0.0.1' });
ready(app.server.address().port);
