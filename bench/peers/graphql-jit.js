// graphql-jit on bare node:http: documents parsed, validated and compiled once.
import { parse, validate } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { createSchema } from 'graphql-yoga';
import { serveBare } from './bare-server.js';
import { contextOf, resolvers, typeDefs } from './graph.js';

const schema = createSchema({ typeDefs, resolvers });

serveBare((text) => {
  const document = parse(text);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(errors[0].message);
  const { query } = compileQuery(schema, document);
  return async (variables, viewer) => JSON.stringify(await query({}, contextOf(viewer), variables));
});
