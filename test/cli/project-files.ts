import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with these files; gone when disposed. */
export function projectWith(files: Readonly<Record<string, string>>): Disposable & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'overlap-cli-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** A graph of one service with one source. */
export const USERS = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@connect", "@source"])
  @source(name: "users", http: { baseURL: "http://127.0.0.1:9" })

type Query {
  user(id: ID!): User @connect(source: "users", http: { GET: "/users/{$args.id}" }, selection: "id name")
}

type User {
  id: ID!
  name: String
}
`;

/** The same with a field that nothing provides. */
export const UNPROVIDED = USERS.replace('  name: String\n', '  name: String\n  age: Int\n');
