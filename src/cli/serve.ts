import { Command, InvalidArgumentError, Option } from 'commander';
import type { Engine } from '../execute-operation.ts';
import type { Gateway } from '../gateway.ts';
import { createLogger } from '../server/logger.ts';
import { startServer } from '../server/start-server.ts';
import { exitOnSignals } from '../server/termination.ts';
import { printSettings } from '../settings/print-settings.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { SettingsInput } from '../settings/settings-schema.ts';
import { systemClock } from '../time/clock.ts';
import { createUpstreamPool } from '../upstream-pool.ts';
import { followChanges } from './follow-changes.ts';
import { type GatewayOptions, openGateway } from './open-gateway.ts';
import type { ProjectOptions } from './open-project.ts';
import { type ExitCode, type Output, wrongUse } from './output.ts';
import { withProjectOptions } from './project-options.ts';
import { createReload } from './reload.ts';
import { reportFindings } from './report-findings.ts';

export interface ServeOptions extends ProjectOptions {
  readonly schema?: readonly string[];
  readonly port?: number;
  readonly host?: string;
  readonly dev?: boolean;
  readonly watch?: boolean;
  readonly printConfig?: boolean;
  readonly engine?: Engine;
}

const ENGINE = new Option('--engine <engine>', '`resolvers` runs every operation by graphql-js').choices([
  'compiled',
  'resolvers',
]);

/** `overlap serve`: the server. */
export function serveCommand(): Command {
  return withProjectOptions(new Command('serve'))
    .description('serve a graph')
    .option('--schema <path...>', 'a schema file, a folder (all *.graphql below it) or a glob')
    .option('--port <number>', 'instead of `server.port`; 0 is any free one', parsePort)
    .option('--host <address>', 'instead of `server.host`')
    .option('--dev', 'development mode: introspection, pages, error detail')
    .option('--watch', 'serve the changed graph whenever schema, settings, resolvers or the manifest change')
    .addOption(ENGINE)
    .option('--print-config', 'print the effective settings, secrets hidden, and exit')
    .action(async (options: ServeOptions) => {
      const code = await runServe(options, process);
      if (code !== 'serving') process.exitCode = code;
    });
}

/** Runs the command: a ready line on stdout, everything else on stderr. The process then lives until a signal. */
export async function runServe(options: ServeOptions, output: Output): Promise<ExitCode | 'serving'> {
  const flags = flagsOf(options);
  if (options.printConfig === true) return printConfig(options, flags, output);
  const { schema } = options;
  return schema === undefined
    ? wrongUse(output, 'Name what to serve: --schema PATH.')
    : serve({ ...options, schema }, flags, output);
}

async function serve(
  options: ServeOptions & GatewayOptions,
  flags: SettingsInput,
  output: Output,
): Promise<ExitCode | 'serving'> {
  const upstreams = createUpstreamPool();
  const opened = await openGateway(options, flags, output, { upstreams });
  if (!opened.ok) {
    if (opened.failure === 1) output.stderr.write('The server has not started: mend the errors above.\n');
    return opened.failure;
  }
  let gateway = opened.value;
  const { mode, log } = gateway.settings;
  const logger = createLogger(mode, log);
  const started = await startServer(gateway, { logger });
  if (!started.ok) {
    output.stderr.write(`${started.failure.message}\n`);
    await gateway[Symbol.asyncDispose]();
    return 1;
  }
  const server = started.value;
  const reload = createReload(options, flags, output, { present: () => gateway, upstreams, replace: replaceGateway });
  let following = follow();
  exitOnSignals(close, logger, systemClock, reload);
  output.stdout.write(`Overlap is ready in ${mode} mode at ${server.url}\n`);
  if (mode === 'development') {
    output.stderr.write(`Open ${new URL('/', server.url)} in a browser. Ctrl-C ends it.\n`);
  }
  return 'serving';

  async function replaceGateway(next: typeof gateway): Promise<void> {
    const old = gateway;
    gateway = next;
    if (manifestsOf(next).join() !== manifestsOf(old).join()) {
      following?.[Symbol.dispose]();
      following = follow();
    }
    await server.replace(next);
    await old[Symbol.asyncDispose]();
  }
  function follow(): Disposable | undefined {
    return options.watch === true ? followChanges(options, manifestsOf(gateway), reload) : undefined;
  }
  async function close(): Promise<void> {
    following?.[Symbol.dispose]();
    await server.drain();
    await gateway[Symbol.asyncDispose]();
  }
}

function manifestsOf({ settings: { documents } }: Gateway): readonly string[] {
  return documents === undefined ? [] : [documents.manifest];
}

function printConfig(options: ServeOptions, flags: SettingsInput, output: Output): ExitCode {
  const { settings, diagnostics } = readSettings({ file: options.config, flags });
  reportFindings(diagnostics, output);
  if (settings === undefined) return 1;
  output.stdout.write(printSettings(settings));
  return 0;
}

function flagsOf({ port, host, dev }: ServeOptions): SettingsInput {
  const server = { ...(port !== undefined && { port }), ...(host !== undefined && { host }) };
  return { ...(dev === true && { mode: 'development' }), ...(Object.keys(server).length > 0 && { server }) };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a number from 0 to 65535.');
}
