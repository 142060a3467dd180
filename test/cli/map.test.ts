import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { type MapOptions, runMap } from '../../src/cli/map.ts';

/** What the command gives for this standard input, handed over in chunks of a few bytes. */
async function run(options: Partial<MapOptions>, stdin = '', chunkBytes = 1 << 16) {
  const bytes = Buffer.from(stdin);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const [stdout, stderr] = [createSink(), createSink()];
  const exitCode = await runMap({ spec: '0.3', vars: '{}', ...options }, { stdin: chunks(), stdout, stderr });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function createSink() {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(sink, { text: () => Buffer.concat(chunks).toString() });
}

async function answers(options: Partial<MapOptions>, ...lines: readonly string[]): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await run({ jsonl: true, ...options }, `${lines.join('\n')}\n`);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.split('\n').slice(0, -1);
}

describe('map --jsonl', () => {
  test('answers data and problems, with byte ranges', async () => {
    const [plain, faulty] = await answers(
      {},
      '{"spec":"0.2","selection":"id name: full_name","input":{"id":1,"full_name":"Ada"},"vars":{"$args":{"x":1}}}',
      '{"spec":"0.3","selection":"\\"é\\" t: $args.y","input":{"é":1},"vars":{"$args":{"x":1}}}',
    );
    expect(plain).toBe('{"data":{"id":1,"name":"Ada"},"problems":[]}');
    expect(JSON.parse(faulty ?? '')).toEqual({
      data: { é: 1 },
      problems: [{ message: 'Property .y not found in object', path: ['$args', 'y'], range: [14, 15] }],
    });
  });

  test('leaves data out when there is no value', async () => {
    const [answer] = await answers({}, '{"selection":"$.gone","input":{}}');
    expect(Object.keys(JSON.parse(answer ?? ''))).toEqual(['problems']);
  });

  test('tells null from no value', async () => {
    expect(await answers({}, '{"selection":"$","input":null}', '{"selection":"$"}')).toEqual([
      '{"data":null,"problems":[]}',
      '{"data":null,"problems":[]}',
    ]);
  });

  test('reads and writes integers beyond 2^53 exactly', async () => {
    const [answer] = await answers(
      {},
      '{"selection":"id a: $args.id","input":{"id":12345678901234567890},"vars":{"$args":{"id":-9007199254740993}}}',
    );
    expect(answer).toBe('{"data":{"id":12345678901234567890,"a":-9007199254740993},"problems":[]}');
  });

  test('keeps the order of integer-like keys', async () => {
    const [answer] = await answers({}, '{"selection":"$","input":{"b":1,"10":2,"2":3}}');
    expect(answer).toBe('{"data":{"b":1,"10":2,"2":3},"problems":[]}');
  });

  test('a text that does not parse is an error with a range', async () => {
    const [answer] = await answers({}, '{"spec":"0.3","selection":"id }","input":{}}');
    expect(JSON.parse(answer ?? '')).toEqual({ error: { message: expect.any(String), range: [3, 4] } });
  });

  test('an error says what to write instead', async () => {
    const [answer] = await answers({}, '{"spec":"0.3","selection":".id","input":{}}');
    expect(answer).toBe('{"error":{"message":"A path cannot begin with a dot. Write `$.id`.","range":[0,1]}}');
  });

  test('the spec of a line decides its grammar', async () => {
    const line = (spec: string) => `{"spec":"${spec}","selection":"x: \\"site\\"","input":{"site":4}}`;
    const lines = await answers({}, line('0.1'), line('0.2'), line('0.3'), line('0.4'));
    expect(lines.map((answer) => JSON.parse(answer).data)).toEqual([{ x: 4 }, { x: 4 }, { x: 4 }, { x: 'site' }]);
  });

  test('--spec and --vars count for lines that say nothing', async () => {
    const [own, given] = await answers(
      { spec: '0.4', vars: '{"$args":{"x":1}}' },
      '{"selection":"$args.x ?? 5"}',
      '{"selection":"$args.x ?? 5","vars":{}}',
    );
    expect([own, given]).toEqual(['{"data":1,"problems":[]}', '{"data":5,"problems":[]}']);
  });

  test('a bad line gets an error and stops nothing', async () => {
    const good = '{"selection":"$","input":1}';
    const bad = ['{', '', '  ', '5', 'null', '[]', '{}', '{"selection":5}'];
    const odd = [
      '{"selection":"$","spec":"0.9"}',
      '{"selection":"$","vars":[]}',
      '{"selection":"$","vars":{"args":{}}}',
    ];
    const lines = await answers({}, good, ...bad, ...odd, good);
    expect(lines).toHaveLength(bad.length + odd.length + 2);
    expect([lines[0], lines.at(-1)]).toEqual(['{"data":1,"problems":[]}', '{"data":1,"problems":[]}']);
    for (const line of lines.slice(1, -1)) expect(JSON.parse(line)).toEqual({ error: { message: expect.any(String) } });
  });

  test('the last line needs no line break, and no line is no answer', async () => {
    expect((await run({ jsonl: true }, '{"selection":"$","input":1}')).stdout).toBe('{"data":1,"problems":[]}\n');
    expect((await run({ jsonl: true }, '')).stdout).toBe('');
  });

  test('lines may be cut anywhere, within a character too', async () => {
    const line = '{"selection":"$","input":"é€😀"}\n';
    const { stdout } = await run({ jsonl: true }, line.repeat(3), 5);
    expect(stdout).toBe('{"data":"é€😀","problems":[]}\n'.repeat(3));
  });

  test('Windows line breaks are white space', async () => {
    expect((await run({ jsonl: true }, '{"selection":"$"}\r\n')).stdout).toBe('{"data":null,"problems":[]}\n');
  });

  test('a value too deep for the mapping costs its line only', async () => {
    const deep = `{"selection":"$","input":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const [first, second] = await answers({}, deep, '{"selection":"$"}');
    expect(Object.keys(JSON.parse(first ?? ''))).toEqual(['error']);
    expect(second).toBe('{"data":null,"problems":[]}');
  });
});

describe('map --template --jsonl', () => {
  const template = (...lines: readonly string[]) => answers({ template: true }, ...lines);

  test('fills templates in, in three modes', async () => {
    const line = (mode: string) => `{"mode":"${mode}","template":"/u {$args.id}","vars":{"$args":{"id":"a/b"}}}`;
    expect(await template(line('uri'), line('string'), line('header'))).toEqual([
      '{"value":"/u%20a%2Fb"}',
      '{"value":"/u a/b"}',
      '{"value":"/u a/b"}',
    ]);
  });

  test('a fault has a range in the template', async () => {
    const lines = await template(
      '{"mode":"uri","template":"/é/{$args.id"}',
      '{"mode":"uri","template":"/é/{$args.o}","vars":{"$args":{"o":{}}}}',
      '{"mode":"url","template":"/x"}',
    );
    expect(lines.map((line) => JSON.parse(line).error.range)).toEqual([[4, 13], [5, 12], undefined]);
  });
});

describe('map --request --jsonl', () => {
  const request = (...lines: readonly object[]) =>
    answers({ request: true }, ...lines.map((line) => JSON.stringify(line)));

  test('shows what would be sent', async () => {
    const [answer] = await request({
      spec: '0.3',
      source: {
        baseURL: 'https://h.example/v1',
        queryParams: 'k: $config.k',
        headers: [{ name: 'X-Key', value: 'é' }],
      },
      http: {
        POST: '/x/{$args.id}',
        headers: [
          { name: 'a', value: '{$args.id}' },
          { name: 'b', from: 'C' },
        ],
        body: 'id: $args.id',
      },
      vars: { $args: { id: 7 }, $config: { k: 1 } },
      clientHeaders: [
        ['c', '1'],
        ['c', 'ü'],
      ],
    });
    expect(JSON.parse(answer ?? '')).toEqual({
      method: 'POST',
      url: 'https://h.example/v1/x/7?k=1',
      headers: [
        ['a', '7'],
        ['b', '1'],
        ['b', 'ü'],
        ['X-Key', 'é'],
        ['content-type', 'application/json'],
      ],
      body: '{"id":7}',
    });
  });

  test('leaves the body out when there is none', async () => {
    const [answer] = await request({ http: { GET: 'https://h.example/x' } });
    expect(answer).toBe('{"method":"GET","url":"https://h.example/x","headers":[]}');
  });

  test('makes $request of the client headers, with the written names only', async () => {
    const http = { GET: 'https://h.example/{$request.headers."x-id"->first}' };
    const lines = await request(
      { http, clientHeaders: [['X-Id', '7']] },
      { http, clientHeaders: [['X-Id', '7']], vars: { $request: { headers: { 'x-id': ['8'] } } } },
      { http: { GET: 'https://h.example/a{$request.headers->get("x-id")->first}' }, clientHeaders: [['x-id', '7']] },
    );
    expect(lines.map((line) => JSON.parse(line).url)).toEqual([
      'https://h.example/7',
      'https://h.example/8',
      'https://h.example/a',
    ]);
  });

  test('a request that cannot be built is an error', async () => {
    const lines = await request(
      { http: { GET: 'https://h.example/{$args.id}' } },
      { http: { GET: 'https://h.example/{$this.id}' }, vars: { $this: { id: null } } },
      { http: { GET: '/relative' } },
    );
    for (const line of lines) expect(JSON.parse(line)).toEqual({ error: { message: expect.any(String) } });
  });

  test('a member that does not parse is named', async () => {
    const lines = await request(
      { http: { GET: 'https://h.example/{$args.id' } },
      { http: { GET: 'https://h.example/', body: 'a: }' } },
      { http: { GET: 'https://h.example/', headers: [{ name: 'a', value: '{' }] } },
      { source: { baseURL: 5 }, http: { GET: '/' } },
      { source: {}, http: { GET: '/' } },
      { http: { GET: '/', POST: '/' } },
      { http: {} },
      {},
      { http: { GET: 'https://h.example/', headers: [{ name: 'a' }] } },
      { http: { GET: 'https://h.example/', headers: [{ name: 'a', from: 'b', value: 'c' }] } },
      { http: { GET: 'https://h.example/' }, clientHeaders: { a: 'b' } },
    );
    expect(lines.map((line) => JSON.parse(line).error.at)).toEqual([
      'http.GET',
      'http.body',
      'http.headers[0].value',
      'source.baseURL',
      'source.baseURL',
      'http',
      'http',
      'http',
      'http.headers[0]',
      'http.headers[0]',
      undefined,
    ]);
  });
});

describe('map SELECTION', () => {
  test('prints data for people', async () => {
    const input = '{"id":12345678901234567890,"tags":["a"],"none":[],"o":{"b":1,"10":2}}';
    const { exitCode, stdout, stderr } = await run({ selection: 'id tags none o gone: $({})' }, input);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "{
        "id": 12345678901234567890,
        "tags": [
          "a"
        ],
        "none": [],
        "o": {
          "b": 1,
          "10": 2
        },
        "gone": {}
      }
      "
    `);
  });

  test('prints problems with their place on stderr', async () => {
    const { exitCode, stdout, stderr } = await run({ selection: 'id\nname: full_name' }, '{"id":1}');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '{\n  "id": 1\n}\n' });
    expect(stderr).toMatchInlineSnapshot(`
      "<mapping>:2:7  problem
      Property .full_name not found in object (at full_name)

        1 | id
        2 | name: full_name
          |       ^^^^^^^^^
      "
    `);
  });

  test('no value is said on stderr', async () => {
    const { exitCode, stdout, stderr } = await run({ selection: '$.gone?' }, '{}');
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: 'The mapping yields nothing.\n' });
  });

  test('without any input the mapping reads null', async () => {
    expect((await run({ selection: '$args.x', vars: '{"$args":{"x":1}}' })).stdout).toBe('1\n');
  });

  test('a mapping that does not parse exits 1 and shows where', async () => {
    const { exitCode, stdout, stderr } = await run({ selection: 'id }' }, '{}');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('<mapping>:1:4');
  });

  test('input that is no JSON exits 1', async () => {
    expect(await run({ selection: 'id' }, '{')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Standard input is not valid JSON/),
    });
  });
});

describe('wrong use of map', () => {
  test.each([
    [{}, 'Give a mapping, as in: overlap map "id name: full_name" < input.json'],
    [{ selection: 'id', jsonl: true }, 'With --jsonl the mappings come from standard input, not as an argument.'],
    [{ template: true }, '--template needs --jsonl.'],
    [{ request: true }, '--request needs --jsonl.'],
    [{ template: true, request: true, jsonl: true }, 'Choose one of --template and --request.'],
    [{ selection: 'id', spec: '0.9' }, '--spec: `spec` must be one of "0.1", "0.2", "0.3", "0.4".'],
    [{ selection: 'id', vars: '5' }, '--vars: `vars` must be an object, as in {"$args": {"id": 1}}.'],
  ])('%j exits 2', async (options, sentence) => {
    expect(await run(options)).toEqual({ exitCode: 2, stdout: '', stderr: `${sentence}\n` });
  });

  test('--vars that are no JSON exit 2', async () => {
    expect(await run({ selection: 'id', vars: '{' })).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('the map command as a process', () => {
  const start = (...args: readonly string[]) => {
    const script = `
      import { mapCommand } from './src/cli/map.ts';
      await mapCommand().parseAsync(${JSON.stringify(args)}, { from: 'user' });`;
    return spawn(process.execPath, ['--input-type=module', '--eval', script]);
  };

  test('reads its arguments and streams', async () => {
    const child = start('$args.x', '--vars', '{"$args":{"x":[1]}}', '--spec', '0.2');
    child.stdin.end();
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect({ stdout, stderr }).toEqual({ stdout: '[\n  1\n]\n', stderr: '' });
  });

  test('answers a line before the next one is there', async () => {
    const child = start('--jsonl');
    child.stdin.write('{"selection":"$","input":1}\n');
    const [answer] = await once(child.stdout, 'data');
    expect(String(answer)).toBe('{"data":1,"problems":[]}\n');
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('ends in silence when nobody reads the answers any more', async () => {
    const child = start('--jsonl');
    const stderr = text(child.stderr);
    child.stdin.on('error', () => undefined);
    child.stdout.destroy();
    const ended = once(child, 'exit');
    child.stdin.write('{"selection":"$","input":1}\n'.repeat(20_000));
    child.stdin.end();
    await ended;
    expect(await stderr).toBe('');
  });
});
