import { failed, type Outcome, success } from '../json/outcome.ts';
import { SchemaError } from '../load-graph.ts';
import { createOverlap, type Overlap } from '../overlap.ts';
import { createLogger } from '../server/logger.ts';
import type { SettingsInput } from '../settings/settings-schema.ts';
import { openProject, type ProjectOptions } from './open-project.ts';
import { type ExitCode, type Output, wrongUse } from './output.ts';
import { reportFindings } from './report-findings.ts';

export interface GatewayOptions extends ProjectOptions {
  readonly schema: readonly string[];
}

/** Makes the gateway of a command line. What stands in its way is told on stderr; the failure is the exit code. */
export async function openGateway(
  options: GatewayOptions,
  flags: SettingsInput,
  output: Output,
): Promise<Outcome<Overlap, ExitCode>> {
  const project = await openProject(options.schema, options, flags);
  if (!project.ok) return failed(wrongUse(output, project.failure));
  const { files, settings, module, graph, diagnostics } = project.value;
  reportFindings(diagnostics, output);
  if (settings === undefined || graph.model === undefined) return failed(1);
  try {
    return success(createOverlap({ typeDefs: files, settings, logger: createLogger(settings.mode), ...module }));
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SchemaError)) throw error;
    output.stderr.write(`${error.message}\n`);
    return failed(1);
  }
}
