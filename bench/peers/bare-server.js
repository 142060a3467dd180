// An engine on bare node:http: documents are prepared once, the answer is a text.
import { createServer } from 'node:http';
import { ready } from './graph.js';

/** `prepare` makes of a query's text a function of variables and viewer that gives the answer's text. */
export function serveBare(prepare) {
  const prepared = new Map();
  const runOf = (text) => {
    let run = prepared.get(text);
    if (run === undefined) {
      run = prepare(text);
      prepared.set(text, run);
    }
    return run;
  };
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', async () => {
      const { query, variables = {} } = JSON.parse(Buffer.concat(parts).toString());
      const text = await runOf(query)(variables, request.headers['x-viewer']);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
    });
  });
  server.listen(0, '127.0.0.1', () => ready(server.address().port));
}
