import type { Engine } from '../execute-operation.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { SchemaError } from '../load-graph.ts';
import { createOverlap, type Overlap } from '../overlap.ts';
import { createLogger } from '../server/logger.ts';
import { countedAlone } from '../settings/counted-alone.ts';
import { keepUntilRestart } from '../settings/keep-until-restart.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsInput } from '../settings/settings-schema.ts';
import type { UpstreamPool } from '../upstream-pool.ts';
import { openProject, type ProjectOptions } from './open-project.ts';
import { type ExitCode, type Output, wrongUse } from './output.ts';
import { reportFindings } from './report-findings.ts';

export interface GatewayOptions extends ProjectOptions {
  readonly schema: readonly string[];
  readonly engine?: Engine;
}

/** What a gateway takes over from the one before it. */
export interface Predecessor {
  readonly upstreams: UpstreamPool;
  /** The settings of a server that runs already; absent when it is about to start. */
  readonly running?: Settings;
}

/** Makes the gateway of a command line. What stands in its way is told on stderr; the failure is the exit code. */
export async function openGateway(
  options: GatewayOptions,
  flags: SettingsInput,
  output: Output,
  { upstreams, running }: Predecessor,
): Promise<Outcome<Overlap, ExitCode>> {
  const project = await openProject(options.schema, options, flags);
  if (!project.ok) return failed(wrongUse(output, project.failure));
  const { files, settings: read, module, graph, documents, diagnostics } = project.value;
  reportFindings(diagnostics, output);
  if (read === undefined || graph.model === undefined) return failed(1);
  const { settings, inVain } = running === undefined ? { settings: read, inVain: [] } : keepUntilRestart(read, running);
  const taken: AsyncDisposable[] = [];
  const record = <Thing extends AsyncDisposable>(thing: Thing): Thing => {
    taken.push(thing);
    return thing;
  };
  const recorded: UpstreamPool = {
    open: (key, make) => record(upstreams.open(key, make)),
    openStore: (key, make) => record(upstreams.openStore(key, make)),
  };
  try {
    const logger = createLogger(settings.mode, settings.log);
    const { engine } = options;
    const gateway = createOverlap({
      typeDefs: files,
      settings,
      logger,
      upstreams: recorded,
      ...module,
      ...(documents && { documents }),
      ...(engine !== undefined && { engine }),
    });
    if (inVain.length > 0) output.stderr.write(`Read at start only; restart for: ${inVain.join(', ')}.\n`);
    const alone = countedAlone(settings);
    if (alone !== undefined) output.stderr.write(`${alone}\n`);
    const trouble = gateway.store && (await troubleWith(gateway.store));
    if (trouble !== undefined) output.stderr.write(`${trouble} Until then this process goes alone.\n`);
    return success(gateway);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SchemaError)) throw error;
    output.stderr.write(`${error.message}\n`);
    await Promise.all(taken.map((thing) => thing[Symbol.asyncDispose]()));
    return failed(1);
  }
}

/** Why a shared store is not there; that stops nothing. */
async function troubleWith({ ready, connected }: NonNullable<Overlap['store']>): Promise<string | undefined> {
  const library = await ready;
  if (!library.ok) return library.failure.message;
  return (await connected) ? undefined : 'The store cannot be reached; it is used as soon as it can.';
}
