import type { FastifyInstance } from 'fastify';
import type { Settings } from '../settings/settings.ts';
import { consoleFiles, consolePage } from './console-route.ts';

const SANDBOX_SCRIPT =
  'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';

/** Where people begin: at `/`, unless the endpoint itself is there. */
export function firstPage({ server }: Settings): string {
  return server.path === '/' ? '/sandbox' : '/';
}

/** The pages of development: `/` is the console, or says how to build it; `/sandbox` holds Apollo Sandbox. */
export function pages(app: FastifyInstance, { server }: Settings): void {
  if (server.path !== '/')
    app.get('/', async (_request, reply) => {
      const console = consolePage('index.html', server.path);
      return console?.(reply) ?? reply.type('text/html; charset=utf-8').send(landingPage(server.path));
    });
  consoleFiles(app);
  app.get('/sandbox', async (_request, reply) => reply.type('text/html; charset=utf-8').send(sandboxPage(server.path)));
}

function landingPage(path: string): string {
  const body = `
<h1>Overlap</h1>
<p>A GraphQL endpoint is ready at <code>${path}</code>, in development mode.</p>
<p>The console would be here, but it has not been built: <code>npm run console:build</code> builds it, then load this page again.</p>
<ul>
  <li><a href="/sandbox">Explore it in Apollo Sandbox</a> (loads from the network)</li>
  <li><a href="/health">Health</a>, <a href="/health/ready">ready</a>, <a href="/health/live">live</a></li>
</ul>
<p>Or ask from a terminal:</p>
<pre id="curl"></pre>
<script>
  document.getElementById('curl').textContent =
    "curl " + new URL(${JSON.stringify(path)}, location.href) +
    " \\\\\\n  -H 'content-type: application/json' \\\\\\n  -d '{\\"query\\":\\"{ __typename }\\"}'";
</script>`;
  return page('Overlap', body);
}

function sandboxPage(path: string): string {
  const body = `
<div id="sandbox"></div>
<p id="offline" hidden>Apollo Sandbox could not be loaded; it comes from the network. <a href="/">Back to Overlap's own page</a>.</p>
<script>
  function showOffline() { document.getElementById('offline').hidden = false; }
  function showSandbox() {
    if (window.EmbeddedSandbox === undefined) return showOffline();
    new window.EmbeddedSandbox({
      target: '#sandbox',
      initialEndpoint: new URL(${JSON.stringify(path)}, location.href).href,
      includeCookies: false,
    });
  }
</script>
<script src="${SANDBOX_SCRIPT}" onload="showSandbox()" onerror="showOffline()"></script>
<style>body { max-width: none; margin: 0 } #sandbox { position: absolute; inset: 0 } #offline { margin: 3rem }</style>`;
  return page('Apollo Sandbox', body);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark }
  pre { padding: 1rem; overflow: auto; background: color-mix(in srgb, currentColor 8%, transparent) }
</style>
${body}
</html>
`;
}
