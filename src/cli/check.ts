import { Command, Option } from 'commander';
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { diagnosticToJson, printDiagnostic } from '../diagnostics/print-diagnostic.ts';
import type { LoadedGraph } from '../load-graph.ts';
import { LIMIT_DEFAULTS } from '../settings/defaults.ts';
import { type CheckedPlans, checkPlans } from './check-plans.ts';
import { type CheckedOperations, checkOperations } from './load-documents.ts';
import { openProject, type ProjectOptions } from './open-project.ts';
import { type ExitCode, type Output, wrongUse } from './output.ts';
import { withProjectOptions } from './project-options.ts';

export interface CheckOptions extends ProjectOptions {
  /** Manifests, or files, folders and globs of operations. */
  readonly operations?: readonly string[];
  /** Records the plans of these operations. */
  readonly update?: boolean;
  readonly format: 'text' | 'json';
}

/** `overlap check`: everything that can be known of schema and settings without a request. */
export function checkCommand(): Command {
  const format = new Option('--format <format>', 'of the findings').choices(['text', 'json']).default('text');
  return withProjectOptions(new Command('check'))
    .description('say everything that can be known of a schema without a request')
    .argument('<path...>', 'a schema file, a folder (all *.graphql below it) or a glob')
    .addOption(format)
    .option(
      '--operations <path>',
      'validate these, too: a manifest (.json), a .graphql file, a folder or a glob',
      collect,
    )
    .option('--update', 'record the plans of these operations, which fail later checks when they grow')
    .action(async (paths: readonly string[], options: CheckOptions) => {
      process.exitCode = await runCheck(paths, options, process);
    });
}

/** Runs the command: findings on stdout, a summary for people on stderr; 1 when one of the findings is an error. */
export async function runCheck(paths: readonly string[], options: CheckOptions, output: Output): Promise<ExitCode> {
  const project = await openProject(paths, options, {}, { partial: true });
  if (!project.ok) return wrongUse(output, project.failure);
  const { files, graph, settings } = project.value;
  const { operations: named = [] } = options;
  const schema = graph.model?.graph.apiSchema;
  const operations =
    named.length === 0 || schema === undefined
      ? undefined
      : await checkOperations(named, schema, settings?.limits ?? LIMIT_DEFAULTS);
  if (operations?.ok === false) return wrongUse(output, operations.failure);
  if (options.update === true && named.length === 0) {
    return wrongUse(output, 'Plans of which operations? Name them with --operations.');
  }
  const found = [...project.value.diagnostics, ...(operations?.value.diagnostics ?? [])];
  const plans = await judgePlans(options, graph, operations?.value, found);
  const diagnostics = [...found, ...plans.diagnostics];
  const of = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity);
  const errors = of('error');
  const warnings = of('warning');
  const advice = of('advice');
  if (options.format === 'json') {
    const printed = { errors: asJson(errors), warnings: asJson(warnings), advice: asJson(advice) };
    output.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
  } else {
    for (const diagnostic of [...errors, ...warnings, ...advice])
      output.stdout.write(`${printDiagnostic(diagnostic)}\n\n`);
    const counts = [
      count(errors, 'error'),
      count(warnings, 'warning'),
      count(advice, 'piece of advice', 'pieces of advice'),
    ];
    const documents = operations === undefined ? '' : ` and ${plural(operations.value.count, 'operation')}`;
    output.stderr.write(`${counts.join(', ')} in ${count(files, 'file')}${documents}.\n`);
  }
  for (const remark of plans.remarks) output.stderr.write(`${remark}\n`);
  if (named.length > 0 && schema === undefined)
    output.stderr.write('Operations are judged once the schema is whole.\n');
  return errors.length > 0 ? 1 : 0;
}

/** What is to be said of plans; nothing is recorded while something is wrong. */
async function judgePlans(
  { update = false }: CheckOptions,
  { model }: LoadedGraph,
  operations: CheckedOperations | undefined,
  found: readonly Diagnostic[],
): Promise<CheckedPlans> {
  const isFaulty = found.some(({ severity }) => severity === 'error');
  if (update && isFaulty) return { diagnostics: [], remarks: ['No plan is recorded while there are errors.'] };
  if (model === undefined || operations === undefined) return { diagnostics: [], remarks: [] };
  return checkPlans(model, operations.operations, { update });
}

function collect(path: string, before: readonly string[] = []): readonly string[] {
  return [...before, path];
}

function asJson(diagnostics: readonly Diagnostic[]) {
  return diagnostics.map(diagnosticToJson);
}

function count(things: readonly unknown[], one: string, many?: string): string {
  return plural(things.length, one, many);
}

function plural(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}
