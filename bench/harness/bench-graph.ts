/** Every workload's part of one graph. `x-viewer` makes callers different from each other, as credentials do. */
export function benchGraph(upstream: string, slow: string): string {
  const dashboard = ['orders', 'incidents', 'customers', 'services', 'regions', 'teams'];
  return `
extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "${upstream}", headers: [{ name: "x-viewer", from: "x-viewer" }] })
  @source(name: "slow", http: { baseURL: "${slow}", headers: [{ name: "x-viewer", from: "x-viewer" }] })
${dashboard.map((name) => `  @source(name: "${name}", http: { baseURL: "${slow}/${name}", headers: [{ name: "x-viewer", from: "x-viewer" }] })`).join('\n')}

type Query {
  greet: String @connect(selection: "$('Hello, world')")
  posts(page: Int): [Post]
    @connect(source: "api", http: { GET: "/posts", queryParams: "page: $args.page" }, selection: "id userId title body")
  large: [Measure] @connect(source: "api", http: { GET: "/large" }, selection: "id sensor value unit takenAt: taken_at")
  panel(id: Int!): Panel @connect(source: "slow", http: { GET: "/panels/{$args.id}" }, selection: "id value")
  flakyPosts: [FlakyPost]
    @connect(source: "slow", http: { GET: "/flaky/posts" }, selection: "id userId title")
  orders: [Order] @connect(source: "orders", http: { GET: "/" }, selection: "id total customer: { id: customerId }")
  incidents: [Incident]
    @connect(source: "incidents", http: { GET: "/" }, selection: "id text service: { id: serviceId }")
}
type Post {
  id: Int
  userId: Int
  title: String
  body: String
  user: User @connect(source: "api", http: { GET: "/users/{$this.userId}" }, selection: "id name email")
}
type User { id: Int name: String email: String }
type FlakyPost {
  id: Int
  userId: Int
  title: String
  user: User @connect(source: "slow", http: { GET: "/flaky/users/{$this.userId}" }, selection: "id name email")
}
type Measure { id: Int sensor: String value: Float unit: String takenAt: String }
type Panel { id: Int value: Float }
type Order { id: ID total: Float customer: Customer }
type Incident { id: ID text: String service: Service }
${completed('Customer', 'customers', 'name: String region: Region', 'id name region: { id: regionId }')}
${completed('Service', 'services', 'name: String team: Team', 'id name team: { id: teamId }')}
${completed('Region', 'regions', 'name: String', 'id name')}
${completed('Team', 'teams', 'name: String', 'id name')}
`;
}

function completed(type: string, source: string, fields: string, selection: string): string {
  return `type ${type}
  @connect(
    source: "${source}"
    http: { GET: "/", queryParams: "ids: $batch.id->joinNotNull(',')" }
    batch: { maxSize: 100 }
    selection: "${selection}"
  ) { id: ID! ${fields} }`;
}
