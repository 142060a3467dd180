/** What the upstreams know. The rows are made by rule, so that every server can be held to the same answer. */

export interface Post {
  readonly id: number;
  readonly userId: number;
  readonly title: string;
  readonly body: string;
}

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/** The public benchmark's work: a hundred posts by ten users. */
export const POSTS: readonly Post[] = range(100).map((at) => ({
  userId: 1 + (at % 10),
  id: at + 1,
  title: `sunt aut facere repellat provident occaecati ${at + 1}`,
  body: `quia et suscipit suscipit recusandae consequuntur expedita et cum reprehenderit molestiae ut ut quas totam nostrum rerum est autem sunt rem eveniet architecto ${at + 1}`,
}));

export const USERS: readonly User[] = range(10).map((at) => ({
  id: at + 1,
  name: `Leanne Graham ${at + 1}`,
  username: `Bret${at + 1}`,
  email: `sincere${at + 1}@april.example`,
  address: { street: 'Kulas Light', suite: 'Apt. 556', city: 'Gwenborough', zipcode: '92998-3874' },
  phone: '1-770-736-8031 x56442',
  website: 'hildegard.example',
  company: { name: 'Romaguera-Crona', catchPhrase: 'Multi-layered client-server neural-net' },
}));

/** Five megabytes as JSON. */
export const MEASURES = range(45_000).map((at) => ({
  id: at,
  sensor: `sensor-${at % 512}`,
  value: Math.round(Math.sin(at) * 1e6) / 1e3,
  unit: 'kWh',
  quality: 'ok',
  taken_at: new Date(1.76e12 + at * 6e4).toISOString(),
}));

/** What nginx gives, by path. */
export const FILES: ReadonlyMap<string, string> = new Map([
  ['posts', JSON.stringify(POSTS)],
  ['large', JSON.stringify(MEASURES)],
  ...USERS.map((user) => [`users/${user.id}`, JSON.stringify(user)] as const),
]);

export const ROWS = 50;

export const ORDERS = range(ROWS).map((at) => ({
  id: `o${at}`,
  total: at + 0.5,
  customerId: `c${at}`,
  note: 'x'.repeat(80),
}));
export const INCIDENTS = range(ROWS).map((at) => ({ id: `i${at}`, text: `Incident ${at}`, serviceId: `s${at}` }));

const ROW_OF = {
  customers: (id: string) => ({ id, name: `Customer ${id}`, regionId: `r${id.slice(1)}` }),
  services: (id: string) => ({ id, name: `Service ${id}`, teamId: `t${id.slice(1)}` }),
  regions: (id: string) => ({ id, name: `Region ${id}` }),
  teams: (id: string) => ({ id, name: `Team ${id}` }),
} as const;

/** Rows by their keys, as upstreams with a bulk endpoint give them. */
export function rowsOf(kind: string, ids: readonly string[]): readonly unknown[] {
  if (kind === 'orders') return ORDERS;
  if (kind === 'incidents') return INCIDENTS;
  return ids.map(ROW_OF[kind as keyof typeof ROW_OF]);
}

export function panelOf(id: number): { readonly id: number; readonly value: number } {
  return { id, value: id * 1.5 };
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, at) => at);
}
