import { describe, expect, test } from 'vitest';
import { HERO, readerOf, startPartsServer } from './parts-server.ts';

const LEGACY = 'multipart/mixed;deferSpec=20220824, application/json';
const BY_IDS = 'multipart/mixed;incrementalSpec=v0.2, application/json';
const DEFERRED = '{ hero { name ... @defer(label: "Slow") { slow } } }';

describe('on the wire', () => {
  test('deferSpec=20220824 is parts that say their place', async () => {
    await using server = await startPartsServer();
    server.release();
    const response = await server.post(DEFERRED, { accept: LEGACY });
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
    expect(await response.text()).toBe(
      [
        '',
        '---',
        'content-type: application/json; charset=utf-8',
        '',
        '{"data":{"hero":{"name":"Luke"}},"hasNext":true}',
        '---',
        'content-type: application/json; charset=utf-8',
        '',
        '{"incremental":[{"data":{"slow":"at last"},"path":["hero"],"label":"Slow"}],"hasNext":false}',
        '-----',
        '',
      ].join('\r\n'),
    );
  });

  test('incrementalSpec=v0.2 is parts that were announced', async () => {
    await using server = await startPartsServer();
    server.release();
    const response = await server.post(DEFERRED, { accept: BY_IDS });
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="-"; incrementalSpec=v0.2');
    expect(await response.text()).toBe(
      [
        '',
        '---',
        'content-type: application/json; charset=utf-8',
        '',
        '{"data":{"hero":{"name":"Luke"}},"pending":[{"id":"0","path":["hero"],"label":"Slow"}],"hasNext":true}',
        '---',
        'content-type: application/json; charset=utf-8',
        '',
        '{"incremental":[{"id":"0","data":{"slow":"at last"}}],"completed":[{"id":"0"}],"hasNext":false}',
        '-----',
        '',
      ].join('\r\n'),
    );
  });

  test('an event stream is `next` events and `complete`', async () => {
    await using server = await startPartsServer();
    server.release();
    const response = await server.post(DEFERRED, { accept: 'text/event-stream;incrementalSpec=v0.2' });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe(
      [
        'event: next',
        'data: {"data":{"hero":{"name":"Luke"}},"pending":[{"id":"0","path":["hero"],"label":"Slow"}],"hasNext":true}',
        '',
        'event: next',
        'data: {"incremental":[{"id":"0","data":{"slow":"at last"}}],"completed":[{"id":"0"}],"hasNext":false}',
        '',
        'event: complete',
        'data:',
        '',
        '',
      ].join('\n'),
    );
  });

  test('nobody keeps an answer in parts, and no proxy gathers it', async () => {
    await using server = await startPartsServer();
    server.release();
    const { headers, status } = await server.post(DEFERRED, { accept: LEGACY });
    expect([status, headers.get('cache-control'), headers.get('x-accel-buffering')]).toEqual([200, 'no-store', 'no']);
    expect(headers.get('vary')).toContain('accept');
  });
});

describe('the first part', () => {
  test.each(['identity', 'gzip', 'br', 'zstd'])('does not wait for a deferred call, sent as %s', async (coding) => {
    await using server = await startPartsServer();
    const response = await server.post(DEFERRED, { accept: LEGACY, 'accept-encoding': coding });
    expect(response.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
    const reader = readerOf(response);
    const first = await reader.until('"hasNext":true}\r\n---');
    expect(first).toContain('{"data":{"hero":{"name":"Luke"}},"hasNext":true}');
    // It was called for by now, or soon will be, and has not answered.
    await expect.poll(() => server.upstream.hits('GET /slow/1')).toBe(1);
    server.release();
    expect(await reader.rest()).toContain('"slow":"at last"');
  });
});

describe('one whole answer', () => {
  test.each(['application/json', '*/*', 'multipart/mixed, application/json', 'multipart/mixed;deferSpec=1, */*'])(
    'is for a client that accepts %s',
    async (accept) => {
      await using server = await startPartsServer();
      server.release();
      const response = await server.post(DEFERRED, { accept });
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await response.json()).toEqual({ data: { hero: { name: 'Luke', slow: 'at last' } } });
    },
  );

  test('is for an operation that defers nothing, or switches it off', async () => {
    await using server = await startPartsServer();
    for (const query of ['{ hero { name } }', '{ hero { ... @defer(if: false) { name } } }']) {
      const response = await server.post(query, { accept: LEGACY });
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await response.json()).toEqual({ data: { hero: { name: 'Luke' } } });
    }
  });

  test('is kept and told like any other where everything is switched off', async () => {
    await using server = await startPartsServer();
    const query = '{ hero { ... @defer(if: false) { name } tags @stream(if: false) } }';
    const { headers } = await server.post(query, { accept: LEGACY });
    expect(headers.get('cache-control')).toMatch(/^max-age=\d+$/);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('is the only event for a client that takes nothing but events, and so is what is wrong with an operation', async () => {
    await using server = await startPartsServer();
    const accept = 'text/event-stream';
    for (let time = 0; time < 2; time += 1) {
      const fine = await server.post('{ hero { name } }', { accept });
      expect([fine.status, await fine.text()]).toEqual([
        200,
        'event: next\ndata: {"data":{"hero":{"name":"Luke"}}}\n\nevent: complete\ndata:\n\n',
      ]);
    }
    const wrong = await server.post('{ villain }', { accept });
    expect(wrong.status).toBe(200);
    expect(await wrong.text()).toMatch(/^event: next\ndata: \{"errors":\[\{"message":"Cannot query field/);
  });

  test('is the only part for a client that takes nothing but parts', async () => {
    await using server = await startPartsServer();
    const response = await server.post('{ hero { name } }', { accept: 'multipart/mixed;deferSpec=20220824' });
    expect(await response.text()).toBe(
      '\r\n---\r\ncontent-type: application/json; charset=utf-8\r\n\r\n{"data":{"hero":{"name":"Luke"}},"hasNext":false}\r\n-----\r\n',
    );
  });
});

describe('a client', () => {
  test('may ask the same again, and each time in another way', async () => {
    await using server = await startPartsServer();
    server.release();
    const types: (string | null)[] = [];
    for (const accept of [
      LEGACY,
      LEGACY,
      BY_IDS,
      'application/json',
      LEGACY,
      'application/json',
      'text/event-stream',
    ]) {
      const response = await server.post(DEFERRED, { accept });
      expect(await response.text()).toContain('at last');
      types.push(response.headers.get('content-type')?.split(/; (?:b|c)/)[0] ?? null);
    }
    expect(types).toEqual([
      'multipart/mixed',
      'multipart/mixed',
      'multipart/mixed',
      'application/json',
      'multipart/mixed',
      'application/json',
      'text/event-stream',
    ]);
  });

  test('may ask by GET', async () => {
    await using server = await startPartsServer();
    server.release();
    const response = await fetch(`${server.url}?${new URLSearchParams({ query: DEFERRED })}`, {
      headers: { accept: LEGACY, 'apollo-require-preflight': '1' },
    });
    expect(await response.text()).toContain('"slow":"at last"');
  });

  test('that leaves takes the calls of later parts with it', async () => {
    await using server = await startPartsServer();
    const leaving = new AbortController();
    const response = await server.post(DEFERRED, { accept: LEGACY }, { signal: leaving.signal });
    const reader = readerOf(response);
    await reader.until('"hasNext":true');
    await expect.poll(() => server.upstream.running).toBe(1);
    leaving.abort();
    await expect(reader.rest()).rejects.toThrow();
    await expect.poll(() => server.upstream.running).toBe(0);
    await expect.poll(() => server.logger.lines.filter(({ message }) => message === 'operation').length).toBe(1);
  });

  test('gets the parts that are left when a server drains', async () => {
    await using server = await startPartsServer();
    const reader = readerOf(await server.post(DEFERRED, { accept: LEGACY }));
    await reader.until('"hasNext":true');
    const drained = server.drain();
    server.release();
    expect(await reader.rest()).toMatch(/"slow":"at last".*"hasNext":false\}\r\n-----\r\n$/);
    await drained;
  });

  test('is told in the log, with the codes of every part', async () => {
    await using server = await startPartsServer();
    await (await server.post('query Q { hero { name ... @defer { broken } } }', { accept: LEGACY })).text();
    const line = () => server.logger.lines.find(({ message }) => message === 'operation')?.fields;
    await expect.poll(line).toMatchObject({ operationName: 'Q', status: 200, errorCodes: ['UPSTREAM_STATUS'] });
  });
});

describe('errors', () => {
  test('stand in the part that they are of', async () => {
    await using server = await startPartsServer();
    const response = await server.post('{ hero { name ... @defer { broken } } }', { accept: BY_IDS });
    const [first, second] = partsOf(await response.text());
    expect(first).toMatchObject({ data: { hero: { name: HERO.name } }, hasNext: true });
    expect(first).not.toHaveProperty('errors');
    expect(second).toMatchObject({
      incremental: [{ data: { broken: null }, errors: [{ path: ['hero', 'broken'] }] }],
      hasNext: false,
    });
  });

  test('of what may not be null end their part', async () => {
    await using server = await startPartsServer();
    const response = await server.post('{ hero { name ... @defer { must } } }', { accept: LEGACY });
    const [, second] = partsOf(await response.text());
    expect(second).toMatchObject({
      incremental: [{ data: null, path: ['hero'], errors: [{ path: ['hero', 'must'] }] }],
      hasNext: false,
    });
  });

  test('of an operation are told as everywhere', async () => {
    await using server = await startPartsServer();
    const response = await server.post('mutation { ... @defer { rename(name: "x") { id } } }', { accept: LEGACY });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: '`@defer` cannot stand on the root of a mutation.' }],
    });
  });
});

function partsOf(text: string): readonly unknown[] {
  return [...text.matchAll(/^\{.*\}(?=\r$)/gm)].map(([json]) => JSON.parse(json) as unknown);
}
