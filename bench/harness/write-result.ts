import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { peerVersions } from './installed.ts';
import type { Rounds } from './measure-load.ts';
import { printSummary, type Section } from './section.ts';

const RESULTS = new URL('../results/', import.meta.url);

/** Writes bench/results/DATE-subject.md: how it was measured, every bar in one table, then the sections. */
export function writeResult(
  sections: readonly Section[],
  { subject, rounds }: { readonly subject: string; readonly rounds: Rounds },
): void {
  const parts = [
    `# Servers beside each other, ${today()}\n`,
    `${provenance()} Rounds: ${rounds.rounds} × ${rounds.seconds} s (twice or three times as long where few requests fit in) after ${rounds.warmUpSeconds} s of warming up, in turns; median (lowest–highest). *Ours ÷ its* compares the medians.\n`,
    `Beside: ${Object.entries(peerVersions())
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.\n`,
    printSummary(sections),
    ...sections.map(({ text }) => text),
  ];
  writeText(subject, parts.join('\n'));
}

/** Commit, command, Node and machine: what a figure needs to be measured again. */
export function provenance(): string {
  const [, script = '', ...rest] = process.argv;
  const command = [
    'node',
    script.replace(/^.*(?=bench\/)/, ''),
    ...rest.map((one) => (/[ +,]/.test(one) ? `"${one}"` : one)),
  ];
  const load = loadavg()
    .map((one) => one.toFixed(1))
    .join(', ');
  return `${commit()}; \`${command.join(' ')}\`; Node ${process.version}; ${cpus()[0]?.model ?? ''}, ${cpus().length} cores: the server on one, upstreams and load on another; load average at the end ${load}.`;
}

/** With what has not been committed said: such figures cannot be measured again. */
function commit(): string {
  const { status, stdout } = spawnSync('git', ['describe', '--always', '--dirty=, with changes'], { encoding: 'utf8' });
  return status === 0 ? `Commit ${stdout.trim()}` : 'No commit';
}

export function writeText(subject: string, text: string): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL(`${today()}-${subject}.md`, RESULTS), text);
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
