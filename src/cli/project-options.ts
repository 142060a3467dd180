import type { Command } from 'commander';

/** Adds the options that commands about a graph share; they become `ProjectOptions`. */
export function withProjectOptions(command: Command): Command {
  return command
    .option('--config <file>', 'settings; without it overlap.yaml, if there is one here')
    .option('--resolvers <file>', 'TypeScript resolvers: a file that exports `resolvers`');
}

/** Adds the repeatable `--schema`. */
export function withSchemaOption(command: Command): Command {
  return command.requiredOption('--schema <path...>', 'a schema file, a folder (all *.graphql below it) or a glob');
}
