import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { checkCommand } from './check.ts';
import { explainCommand } from './explain.ts';
import { mapCommand } from './map.ts';
import { schemaCommand } from './schema.ts';
import { serveCommand } from './serve.ts';

const COMMANDS = [serveCommand, checkCommand, explainCommand, mapCommand, schemaCommand];

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Reads the command line and runs its command; the exit code is the process's. */
export async function runProgram(): Promise<void> {
  const program = new Command('overlap')
    .description('A GraphQL backend-for-frontend over many HTTP APIs.')
    .version(version)
    .showHelpAfterError('(--help tells more)')
    .exitOverride();
  for (const command of COMMANDS) program.addCommand(command().copyInheritedSettings(program));

  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2; // commander has said what is wrong
  }
}
