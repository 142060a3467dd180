import type { Redis } from 'iovalkey';
import { failed, type Outcome, success } from '../../json/outcome.ts';

/** The few commands that are used of Valkey or Redis. Each rejects at once while there is no connection. */
export interface ValkeyClient extends AsyncDisposable {
  /** Whether the library is there; says how to get it if not. Connecting goes on for ever and never fails. */
  readonly ready: Promise<Outcome<undefined, { readonly message: string }>>;
  /** Whether the first attempt to connect, authentication included, got through. */
  readonly connected: Promise<boolean>;
  get(key: string): Promise<Uint8Array | undefined>;
  set(key: string, value: Uint8Array | string, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Runs a Lua script, which the server knows by its digest after the first time. */
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

/**
 * Connects when made, in the background, and again whenever the connection is lost. The URL is `redis:`, `rediss:`,
 * `valkey:` or `valkeys:`; it may contain credentials and is never shown.
 */
export function createValkeyClient(url: string): ValkeyClient {
  const opening = open(url);
  const scripts = new Map<string, string>();
  let closed = false;

  const connected = async (): Promise<Redis> => {
    const opened = await opening;
    if (!opened.ok || closed) throw new Error('There is no store.');
    return opened.value;
  };

  /** The name of a command that runs the script. */
  const commandOf = (client: Redis, script: string, numberOfKeys: number): string => {
    let name = scripts.get(script);
    if (name === undefined) {
      name = `overlap${scripts.size}`;
      scripts.set(script, name);
      client.defineCommand(name, { lua: script, numberOfKeys });
    }
    return name;
  };

  return {
    ready: opening.then((opened) => (opened.ok ? success(undefined) : opened)),
    connected: opening.then((opened) => opened.ok && firstContact(opened.value)),
    async get(key) {
      return (await (await connected()).getBuffer(key)) ?? undefined;
    },
    async set(key, value, ttlMs) {
      const bytes = typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      await (await connected()).set(key, bytes, 'PX', Math.max(1, Math.ceil(ttlMs)));
    },
    async delete(key) {
      await (await connected()).del(key);
    },
    async run(script, keys, args) {
      const client = await connected();
      const command: unknown = Reflect.get(client, commandOf(client, script, keys.length));
      if (typeof command !== 'function') throw new TypeError('The script was not defined.');
      return command.apply(client, [...keys, ...args]);
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      const opened = await opening;
      if (opened.ok) opened.value.disconnect();
    },
  };
}

async function open(url: string): Promise<Outcome<Redis, { readonly message: string }>> {
  const library = await import('iovalkey').catch(() => undefined);
  if (library === undefined)
    return failed({ message: 'A Valkey store needs the package "iovalkey": npm install iovalkey.' });
  const client = new library.Redis(url, {
    enableOfflineQueue: false, // a command without a connection fails now, not when there is one
    autoResendUnfulfilledCommands: false, // who asked has gone on
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    keepAlive: 10_000,
    socketTimeout: 2_000, // replaces a connection on which a sent command is not answered
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), MAX_RECONNECT_MS),
  });
  client.on('error', ignore); // without a listener it prints; the guard counts what fails
  return success(client);
}

function firstContact(client: Redis): Promise<boolean> {
  return new Promise((resolve) => {
    client.once('ready', () => resolve(true));
    client.once('error', () => resolve(false));
    client.once('close', () => resolve(false));
  });
}

const MAX_RECONNECT_MS = 2_000;

function ignore(): void {}
