import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withSbin } from './installed.ts';
import { CORES } from './start-process.ts';

export interface Nginx extends AsyncDisposable {
  readonly origin: string;
}

/** nginx with a configuration of its own, on a free loopback port, giving JSON files as fast as it can. */
export async function startNginx(files: ReadonlyMap<string, string>): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'overlap-bench-'));
  chmodSync(folder, 0o755); // the worker is another user
  const port = await freePort();
  for (const [path, text] of files) {
    const file = join(folder, 'www', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port));
  const command = ['taskset', '-c', String(CORES.others), 'nginx', '-p', folder, '-c', join(folder, 'nginx.conf')];
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'], env: withSbin() });
  const origin = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(origin).catch(() => undefined);
    if (answer !== undefined) return { origin, [Symbol.asyncDispose]: stop };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await stop();
  throw new Error('nginx did not start.');
}

/** No validators and no freshness: whoever wants to keep an answer has no reason from us. */
function configuration(folder: string, port: number): string {
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 8192; }
http {
  access_log off;
  etag off;
  default_type application/json;
  open_file_cache max=1000 inactive=600s;
  open_file_cache_valid 600s;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${folder}/www;
    add_header Last-Modified "";
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
