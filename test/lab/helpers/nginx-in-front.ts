import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find(existsSync);

/** Why nothing can be put behind nginx here; undefined: it can. */
export function whyNoNginx(): string | undefined {
  return NGINX === undefined ? 'there is no nginx' : undefined;
}

export interface Proxy extends AsyncDisposable {
  readonly origin: string;
}

/** nginx as it comes, which gathers what it passes on unless it is told otherwise, in front of a server. */
export async function startNginxInFrontOf(origin: string): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), 'overlap-proxy-'));
  chmodSync(folder, 0o755); // its worker is another user
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, origin));
  const child = spawn(NGINX ?? 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const proxy = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 500 && child.exitCode === null; tries += 1) {
    if ((await fetch(`${proxy}/health/live`).catch(() => undefined)) !== undefined) {
      return { origin: proxy, [Symbol.asyncDispose]: stop };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await stop();
  throw new Error('nginx did not start.');
}

function configuration(folder: string, port: number, origin: string): string {
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass ${origin}; proxy_http_version 1.1; }
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
