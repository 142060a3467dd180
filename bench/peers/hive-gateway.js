// Hive Gateway over a supergraph of one subgraph. The subgraph is in the same process, behind a transport of our own,
// so that no hop is paid for: the resolvers and the DataLoader of the other servers answer what the gateway plans.
// All sharing in flight is on: of requests that come in (off by default), and of calls upstream (SHARING=calls).
import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway';
import { execute } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { contextOf, ready, resolvers, typeDefs } from './graph.js';

const supergraph = `
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://the-guild.dev/graphql/mesh/spec/v1.0", import: ["@transport"])
  @transport(subgraph: "api", kind: "resolvers") { query: Query }
directive @transport(subgraph: String, kind: String, location: String) repeatable on SCHEMA
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: String, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph, requires: String, provides: String, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { API @join__graph(name: "api", url: "") }
${typeDefs.replaceAll(/type (\w+) \{/g, 'type $1 @join__type(graph: API) {')}
`;

const schema = createSchema({ typeDefs, resolvers });
const subgraph = ({ document, variables, context }) =>
  execute({ schema, document, variableValues: variables, contextValue: contextOf(context.headers['x-viewer']) });

const gateway = createGatewayRuntime({
  supergraph,
  transports: { resolvers: { getSubgraphExecutor: () => subgraph } },
  inboundInflightRequestDeduplication: true,
  logging: false,
  landingPage: false,
});
const server = createServer(gateway);
server.listen(0, '127.0.0.1', () => ready(server.address().port));
