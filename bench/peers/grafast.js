// Grafast on bare node:http: plans instead of resolvers, so that equal users are gathered by the plan and not by a
// DataLoader; documents parsed and validated once, plans kept by Grafast, which writes the answer's text itself.
import { constant, context, execute, loadMany, loadOne, makeGrafastSchema } from 'grafast';
import { parse, validate } from 'graphql';
import { serveBare } from './bare-server.js';
import { greet, loadPosts, loadUser, typeDefs } from './graph.js';

const viewer = () => context().get('viewer');
const posts = { shared: viewer, load: (pages, { shared }) => pages.map((page) => loadPosts(page, shared)) };
const users = { shared: viewer, load: (ids, { shared }) => ids.map((id) => loadUser(id, shared)) };

const schema = makeGrafastSchema({
  typeDefs,
  objects: {
    Query: {
      plans: {
        greet: () => constant(greet()),
        posts: (_parent, { $page }) => loadMany($page, posts),
      },
    },
    Post: { plans: { user: ($post) => loadOne($post.get('userId'), users) } },
  },
});

serveBare((text) => {
  const document = parse(text);
  const errors = validate(schema, document);
  if (errors.length > 0) throw new Error(errors[0].message);
  return async (variableValues, viewer) => {
    const contextValue = { viewer };
    const args = { schema, document, variableValues, contextValue, resolvedPreset: {}, requestContext: {} };
    const { data, errors } = await execute({ ...args, outputDataAsString: true });
    return errors === undefined ? `{"data":${data}}` : `{"data":${data},"errors":${JSON.stringify(errors)}}`;
  };
});
