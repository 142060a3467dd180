import { Command } from 'commander';
import { printSchema } from 'graphql';
import { openProject, type ProjectOptions } from './open-project.ts';
import { type ExitCode, type Output, wrongUse } from './output.ts';
import { withProjectOptions, withSchemaOption } from './project-options.ts';
import { reportFindings } from './report-findings.ts';

export interface SchemaOptions extends ProjectOptions {
  readonly schema: readonly string[];
}

/** `overlap schema`: what clients see of a graph, for their code generators. */
export function schemaCommand(): Command {
  return withProjectOptions(withSchemaOption(new Command('schema')))
    .description('print the API schema, without connector directives')
    .action(async (options: SchemaOptions) => {
      process.exitCode = await runSchema(options, process);
    });
}

/** Runs the command: SDL on stdout, findings on stderr. */
export async function runSchema(options: SchemaOptions, output: Output): Promise<ExitCode> {
  const project = await openProject(options.schema, options);
  if (!project.ok) return wrongUse(output, project.failure);
  const { model, diagnostics } = project.value.graph;
  reportFindings(diagnostics, output);
  if (model === undefined) return 1;
  output.stdout.write(`${printSchema(model.graph.apiSchema)}\n`);
  return 0;
}
