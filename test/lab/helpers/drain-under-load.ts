import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMember } from './fleet.ts';

/*
 * Drains one of two processes on a port while clients ask, half of them over kept connections and half over a new one
 * each time, and prints what became of every request. A program of its own, so that it can run in a network of its own.
 */

const [folder = '.', port = '0'] = process.argv.slice(2);
const CLIENTS = 12;

const counts = { leaving: 0, staying: 0, leavingAfterwards: 0 };
const failures: string[] = [];
let isOver = false;

await using leaving = await startMember(folder, { WHO: 'leaving' });
await using _staying = await startMember(folder, { WHO: 'staying' });
using agent = Object.assign(new Agent({ keepAlive: true }), { [Symbol.dispose]: () => agent.destroy() });
const clients = Array.from({ length: CLIENTS }, (_, index) => client(index % 2 === 0 ? agent : false));

await until(() => counts.leaving >= 200 && counts.staying >= 200);
const exitCode = await leaving.drain();
const before = counts.leaving;
const enough = counts.staying + 200;
await until(() => counts.staying >= enough);
isOver = true;
await Promise.all(clients);
counts.leavingAfterwards = counts.leaving - before;
process.stdout.write(`${JSON.stringify({ ...counts, failures, exitCode })}\n`);

async function client(by: Agent | false): Promise<void> {
  while (!isOver) {
    const answer = await ask(by);
    if (answer === '{"data":{"who":"leaving"}}') counts.leaving += 1;
    else if (answer === '{"data":{"who":"staying"}}') counts.staying += 1;
    else failures.push(answer);
  }
}

function ask(by: Agent | false): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' };
    const asked = request({ port, path: '/graphql', method: 'POST', headers, agent: by }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve(body)).on('error', ({ message }) => resolve(message));
    });
    asked.on('error', ({ message }) => resolve(message)).end('{"query":"{ who }"}');
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let looks = 0; !isSo(); looks += 1) {
    if (looks > 9_000) throw new Error(`It does not come to pass: ${JSON.stringify({ ...counts, failures })}`);
    await sleep(10);
  }
}
