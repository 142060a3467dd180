/**
 * How long checking a large schema takes: 5,000 lines, about 340 connectors, no faults. Aim: below one second in a
 * fresh process, because `overlap check` is one. Run: `node bench/check.bench.ts [lines]`.
 */
import { readGraph } from '../src/connectors/read-graph.ts';

const LINES = Number(process.argv[2] ?? 5_000);
const RUNS = 9;

const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(
    name: "api"
    http: {
      baseURL: "https://api.pulse.example/{$config.region}"
      headers: [{ name: "x-tenant", value: "{$context.tenant}" }]
      queryParams: "version: $config.version"
    }
    errors: { message: "$.error.detail", extensions: "code: $.error.code" }
    isSuccess: "$status->lt(400)"
  )
`;

const text = generateSchema(LINES);
const lines = text.split('\n').length;
const connectors = text.match(/@connect\(/g)?.length ?? 0;
const files = [{ service: 'generated', source: { name: 'generated.graphql', text } }];

const first = time(() => verify());
const warm = Array.from({ length: RUNS }, () => time(() => verify())).sort((a, b) => a - b);
console.log(`${lines} lines, ${connectors} connectors, Node ${process.version}`);
console.log(
  `first run ${first.toFixed(0)} ms; then median ${at(0.5)} ms, fastest ${at(0)} ms, slowest ${at(1)} ms of ${RUNS}`,
);

/** The right answer before the time: nothing is wrong, and everything was read. */
function verify(): void {
  const { graph, diagnostics } = readGraph(files);
  const faults = diagnostics.filter(({ severity }) => severity !== 'advice');
  if (faults.length > 0) throw new Error(`The schema should be faultless: ${faults[0]?.code} ${faults[0]?.message}`);
  if (graph === undefined || graph.connectors.length !== connectors) throw new Error('Not everything was read.');
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function at(quantile: number): string {
  return (warm[Math.round(quantile * (warm.length - 1))] ?? 0).toFixed(0);
}

/** As many groups of types as fit into the lines; each uses most of what connectors can do. */
function generateSchema(maxLines: number): string {
  const groups: string[] = [];
  for (let count = 0, used = HEAD.split('\n').length; used < maxLines; count++) {
    const group = groupOfTypes(count);
    groups.push(group);
    used += group.split('\n').length - 1;
  }
  return HEAD + groups.join('');
}

function groupOfTypes(n: number): string {
  return `
extend type Query {
  tickets${n}(state: State${n}, first: Int, filter: Filter${n}): [Ticket${n}]
    @connect(
      source: "api"
      http: {
        GET: "/tickets/${n}"
        queryParams: """
        state: $args.state->match(["OPEN", "open"], ["CLOSED", "done"])
        limit: $args.first
        tags: $args.filter.tags->joinNotNull(",")
        """
        headers: [{ name: "x-page", value: "{$args.filter.page}" }]
      }
      selection: """
      $.items {
        id
        title: subject
        state: status->match(["open", "OPEN"], ["done", "CLOSED"])
        assigneeId: assignee_id
        requester: { id: requester_id }
        place: location {
          city
          country { code name: label }
        }
      }
      """
    )
  """
  One ticket, by its id
  """
  ticket${n}(id: ID!): Ticket${n}
    @connect(
      source: "api"
      http: { GET: "/tickets/${n}/{$args.id}" }
      selection: "id title: subject state assigneeId: assignee_id"
      entity: true
    )
}
enum State${n} { OPEN CLOSED }
input Filter${n} {
  tags: [String!]
  page: Int
}
type Ticket${n} @key(fields: "id") {
  id: ID!
  title: String
  state: State${n}
  assigneeId: ID
  requester: Customer${n}
  place: Place${n}
  watchers(limit: Int): [Watcher${n}]
    @connect(
      source: "api"
      http: { GET: "/tickets/{$this.id}/watchers", queryParams: "limit: $args.limit" }
      selection: "email since"
    )
  assignee: Agent${n}
    @connect(source: "api", http: { GET: "/agents/{$this.assigneeId}" }, selection: "id name")
}
type Place${n} { city: String country: Country${n} }
type Country${n} { code: ID name: String }
type Agent${n} { id: ID! name: String }
type Watcher${n} { email: String since: String }
type Customer${n}
  @connect(
    source: "api"
    http: { POST: "/customers:batchGet", body: "ids: $batch.id" }
    batch: { maxSize: 100 }
    selection: "$.customers { id name tier }"
  ) {
  id: ID!
  name: String
  tier: String
}
`;
}
