import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * How many small cases a second `overlap map --jsonl` answers as a process, start included. The answers are checked.
 *
 *   npm run bench:map -- [lines]
 */
const lines = Number(process.argv[2] ?? 200_000);

const cases = Array.from({ length: 500 }, (_, n) => ({
  spec: ['0.2', '0.3', '0.4'][n % 3] ?? '0.3',
  selection: `id name: full_name tag${n}: tags->first city: address.city`,
  input: { id: n, full_name: `Name ${n}`, tags: ['a', 'b'], address: { city: 'Oslo' } },
}));
const expected = cases.map(({ input }, n) => ({ id: n, name: input.full_name, [`tag${n}`]: 'a', city: 'Oslo' }));
const text = cases.map((one) => JSON.stringify(one)).join('\n');

const started = performance.now();
const child = spawn(process.execPath, [join(import.meta.dirname, '../src/cli/main.ts'), 'map', '--jsonl'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
child.stdin.end(`${Array.from({ length: lines / cases.length }, () => text).join('\n')}\n`);
let answered = 0;
for await (const line of createInterface({ input: child.stdout })) {
  const { data } = JSON.parse(line) as { data: unknown };
  if (JSON.stringify(data) !== JSON.stringify(expected[answered % cases.length])) {
    throw new Error(`Line ${answered + 1} is wrong: ${line}`);
  }
  answered += 1;
}
const seconds = (performance.now() - started) / 1000;
if (answered !== lines) throw new Error(`${answered} answers to ${lines} lines.`);
console.log(`${lines} lines, all right, in ${seconds.toFixed(2)} s: ${Math.round(lines / seconds)} lines a second`);
