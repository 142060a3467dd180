import { describe, expect, test } from 'vitest';
import { loadGraph } from '../../src/load-graph.ts';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "s", http: { baseURL: "http://s.example" })`;

describe('steps that complete an object', () => {
  test('use a member of its key: an entity field that ignores its arguments finds the same thing for everybody', () => {
    const text = `${LINK}
      type Query {
        me(id: ID): User @connect(source: "s", http: { GET: "/me" }, entity: true, selection: "id name")
        posts: [Post] @connect(source: "s", http: { GET: "/posts" }, selection: "author: { id: by }")
      }
      type Post { author: User }
      type User { id: ID name: String }`;
    const { diagnostics } = loadGraph([{ service: 'graph', source: { name: 'graph.graphql', text } }], {});
    expect(diagnostics.map(({ code }) => code)).toContain('SATISFIABILITY_ERROR');
  });
});
