import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Kind, type OperationDefinitionNode } from 'graphql';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Variables } from '../limits/list-size.ts';
import { readOperation } from '../limits/read-operation.ts';
import type { OperationOutline } from '../planning/plan-operation-outline.ts';
import { printMermaid } from '../planning/print-plan-mermaid.ts';
import { printPlan } from '../planning/print-plan-text.ts';
import { LIMIT_DEFAULTS } from '../settings/defaults.ts';
import { openProject, type ProjectOptions } from './open-project.ts';
import { type ExitCode, type Output, wrongUse } from './output.ts';
import { ASSUMED_ROWS, planOf } from './plan-of.ts';
import { withProjectOptions, withSchemaOption } from './project-options.ts';
import { reportFindings } from './report-findings.ts';

export interface ExplainOptions extends ProjectOptions {
  readonly schema: readonly string[];
  /** A file, or `-` for standard input. */
  readonly query: string;
  readonly operation?: string;
  /** JSON text of an object. */
  readonly variables?: string;
  readonly rows: number;
  readonly format: 'text' | 'json' | 'mermaid';
}

/** `overlap explain`: what an operation will do, without sending anything. */
export function explainCommand(): Command {
  const format = new Option('--format <format>', 'of the plan').choices(['text', 'json', 'mermaid']).default('text');
  return withProjectOptions(withSchemaOption(new Command('explain')))
    .description('print the plan of an operation: calls, waves, batches and keys; nothing is sent')
    .option('--query <file>', 'the operation: a file, or - for standard input', '-')
    .option('--operation <name>', 'one of several operations of the file; without it, each of them')
    .option('--variables <json>', 'values of variables; what is not given counts as anything')
    .option('--rows <n>', 'how many rows a list is taken to have that does not say', toCount, ASSUMED_ROWS)
    .addOption(format)
    .action(async (options: ExplainOptions) => {
      process.exitCode = await runExplain(options, process);
    });
}

/** Runs the command: plans on stdout, findings on stderr; 1 when the schema or the operation is at fault. */
export async function runExplain(
  options: ExplainOptions,
  streams: Output & { readonly stdin: AsyncIterable<Uint8Array | string> },
): Promise<ExitCode> {
  const variables = readVariables(options.variables);
  if (!variables.ok) return wrongUse(streams, variables.failure);
  const text = await readText(options.query, streams.stdin);
  if (!text.ok) return wrongUse(streams, text.failure);
  const project = await openProject(options.schema, options);
  if (!project.ok) return wrongUse(streams, project.failure);
  const { graph, settings, diagnostics } = project.value;
  reportFindings(diagnostics, streams);
  const { model } = graph;
  if (model === undefined) return 1;
  const document = readOperation(model.graph.apiSchema, text.value, settings?.limits ?? LIMIT_DEFAULTS);
  if (!document.ok) {
    for (const error of document.failure) streams.stderr.write(`${error.toString()}\n\n`);
    return 1;
  }
  const { definitions } = document.value;
  const all = definitions.flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? [node] : []));
  const operations = all.filter(({ name }) => options.operation === undefined || name?.value === options.operation);
  if (operations.length === 0) return wrongUse(streams, unknownOperation(options.operation, all));
  const plans = operations.map((operation) =>
    planOf(model, { definitions, operation }, { variables: variables.value, rows: options.rows }),
  );
  streams.stdout.write(`${PRINTERS[options.format](plans)}\n`);
  return 0;
}

const PRINTERS = {
  text: (plans) => plans.map(printPlan).join('\n\n\n'),
  json: (plans) => JSON.stringify({ operations: plans }, null, 2),
  mermaid: (plans) => plans.map(printMermaid).join('\n\n'),
} as const satisfies Record<ExplainOptions['format'], (plans: readonly OperationOutline[]) => string>;

function readVariables(text: string | undefined): Outcome<Variables, string> {
  if (text === undefined) return success({});
  try {
    const variables: unknown = JSON.parse(text);
    if (typeof variables === 'object' && variables !== null && !Array.isArray(variables)) {
      return success({ ...variables });
    }
    return failed('--variables must be a JSON object, as in --variables \'{"id": 1}\'.');
  } catch (error) {
    return failed(`--variables is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readText(
  file: string,
  stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean },
): Promise<Outcome<string, string>> {
  if (file === '-') {
    if (stdin.isTTY === true)
      return failed('Which operation? Name its file with --query, or write it to standard input.');
    return success(Buffer.concat((await Array.fromAsync(stdin)).map((chunk) => Buffer.from(chunk))).toString());
  }
  try {
    return success(await readFile(file, 'utf8'));
  } catch (error) {
    return failed(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function unknownOperation(name: string | undefined, all: readonly OperationDefinitionNode[]): string {
  if (name === undefined) return 'The document has no operation.';
  const names = all.flatMap((node) => (node.name === undefined ? [] : [`\`${node.name.value}\``]));
  return `The document has no operation \`${name}\`${names.length === 0 ? '' : `; it has ${names.join(', ')}`}.`;
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return count;
}
