import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { missingPrograms, startDaemons } from './daemons.ts';

/** `npm run example:ops -- [options of overlap serve]`: the three daemons, then the gateway over them, until Ctrl-C. */
const missing = missingPrograms();
if (missing.length > 0) {
  console.error(`Not installed: ${missing.join(', ')}. On Debian or Ubuntu: apt-get install ${missing.join(' ')}`);
  process.exit(1);
}

const daemons = await startDaemons();
console.error(`Prometheus    ${daemons.prometheusUrl}\nAlertmanager  ${daemons.alertmanagerUrl}`);

const here = import.meta.dirname;
const gateway = spawn(
  process.execPath,
  [
    ...[join(here, '../../src/cli/main.ts'), 'serve', '--dev'],
    ...['--schema', join(here, 'schema.graphql'), '--config', join(here, 'overlap.yaml')],
    ...process.argv.slice(2),
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, PROMETHEUS_URL: daemons.prometheusUrl, ALERTMANAGER_URL: daemons.alertmanagerUrl },
  },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => gateway.kill(signal));
gateway.on('exit', (code) => {
  void daemons[Symbol.asyncDispose]().then(() => process.exit(code ?? 0));
});
await daemons.scrapeGateway(`127.0.0.1:${portOf(process.argv.slice(2))}`);

/** Where the gateway listens: in development its metrics stand beside its endpoint. */
function portOf(options: readonly string[]): string {
  return options[options.indexOf('--port') + 1 || options.length] ?? '4000';
}
