import { Pool } from 'undici';

export function poolOf(origin, connections) {
  return new Pool(origin, { connections, keepAliveTimeout: 60_000 });
}
