import { Command } from 'commander';
import { parseJson } from '../json/parse-json.ts';
import { answerLines } from './map-jsonl.ts';
import { dialectOfSpec, type LineDefaults, scopeOfVars } from './map-line.ts';
import { mapOnce, type Streams } from './map-once.ts';
import { createRequestAnswers } from './map-request.ts';
import { createSelectionAnswers } from './map-selection.ts';
import { createTemplateAnswers } from './map-template.ts';

/** `overlap map`: tries a mapping, a template or a request; nothing is sent. */
export function mapCommand(): Command {
  return new Command('map')
    .description('try a mapping, template or request on standard input; nothing is sent')
    .argument('[selection]', 'a mapping; its input is read from standard input as JSON')
    .option('--spec <version>', 'version of the connect spec: 0.1, 0.2, 0.3 or 0.4', '0.3')
    .option('--vars <json>', 'variables, as in {"$args":{"id":1}}', '{}')
    .option('--jsonl', 'answer each line of JSON with a line of JSON')
    .option('--template', 'with --jsonl: each line is a template')
    .option('--request', 'with --jsonl: each line is a request')
    .action(async (selection: string | undefined, options: Omit<MapOptions, 'selection'>) => {
      process.exitCode = await runMap({ ...options, ...(selection !== undefined && { selection }) }, process);
    });
}

export interface MapOptions {
  readonly selection?: string;
  readonly spec: string;
  readonly vars: string;
  readonly jsonl?: boolean;
  readonly template?: boolean;
  readonly request?: boolean;
}

/** Runs the command; resolves to its exit code: 0, 1 when the mapping or its input is faulty, 2 for wrong use. */
export async function runMap(options: MapOptions, streams: Streams): Promise<0 | 1 | 2> {
  const wrongUse = (sentence: string): 2 => {
    streams.stderr.write(`${sentence}\n`);
    return 2;
  };
  const dialect = dialectOfSpec(options.spec);
  if (!dialect.ok) return wrongUse(`--spec: ${dialect.failure.message}`);
  const vars = parseJson(options.vars);
  if (!vars.ok) return wrongUse(`--vars ${vars.failure.message}.`);
  const scope = scopeOfVars(vars.value);
  if (!scope.ok) return wrongUse(`--vars: ${scope.failure.message}`);
  const defaults: LineDefaults = { dialect: dialect.value, scope: scope.value };

  const { selection, jsonl = false, template = false, request = false } = options;
  if (template && request) return wrongUse('Choose one of --template and --request.');
  if ((template || request) && !jsonl) return wrongUse(`--${template ? 'template' : 'request'} needs --jsonl.`);
  if (!jsonl) {
    if (selection === undefined)
      return wrongUse('Give a mapping, as in: overlap map "id name: full_name" < input.json');
    return mapOnce(selection, defaults, streams);
  }
  if (selection !== undefined)
    return wrongUse('With --jsonl the mappings come from standard input, not as an argument.');
  const createAnswers = template ? createTemplateAnswers : request ? createRequestAnswers : createSelectionAnswers;
  await answerLines(streams.stdin, streams.stdout, createAnswers(defaults));
  return 0;
}
