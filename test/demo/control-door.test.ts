import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONTROL_PATH, mountControlDoor } from '../../demo/control-door.ts';
import { type DemoUpstreams, startUpstreams } from '../../demo/upstreams/start-upstreams.ts';
import { serve } from '../lab/helpers/serve.ts';

let upstreams: DemoUpstreams;
let app: FastifyInstance;

beforeEach(async () => {
  upstreams = await startUpstreams();
  app = fastify();
  mountControlDoor(app, upstreams);
});

afterEach(async () => {
  await app.close();
  await upstreams[Symbol.asyncDispose]();
});

test('the door tells how each of the seven is set', async () => {
  const { upstreams: told, failures } = (await app.inject({ method: 'GET', url: CONTROL_PATH })).json();
  expect(told).toHaveLength(7);
  expect(told[0]).toMatchObject({ name: 'orders', latencyMs: 40, failure: 'none', calls: 0 });
  expect(failures).toEqual(['none', 'refuse', 'hang', 'reset', 'html', '503']);
});

test('a change holds for what it names and leaves the rest', async () => {
  const answer = await app.inject({
    method: 'PUT',
    url: CONTROL_PATH,
    payload: { shipping: { failure: '503' }, rates: { latencyMs: 7 } },
  });
  expect(answer.statusCode).toBe(200);
  expect(upstreams.get('shipping').control).toEqual({ latencyMs: 200, failure: '503' });
  expect(upstreams.get('rates').control).toEqual({ latencyMs: 7, failure: 'none' });
  expect(upstreams.get('orders').control).toEqual({ latencyMs: 40, failure: 'none' });
});

test.each([
  [{ shiping: { failure: 'hang' } }],
  [{ shipping: { failure: 'explode' } }],
  [{ shipping: { latencyMs: -1 } }],
  [{ orders: { failure: 'hang' }, shipping: { latency: 5 } }],
])('a change that is not understood is refused and changes nothing: %j', async (payload) => {
  const answer = await app.inject({ method: 'PUT', url: CONTROL_PATH, payload });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error).toMatch(/./);
  expect(upstreams.all.every(({ control }) => control.failure === 'none')).toBe(true);
});

test('overlap serve has no such door, in development neither', async () => {
  await using served = await serve(['--dev', '--schema', 'schema', '--resolvers', 'demo/resolvers.ts'], {});
  const url = new URL(CONTROL_PATH, served.url);
  expect((await fetch(url)).status).toBe(404);
  const change = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"rates":{"failure":"hang"}}',
  };
  expect((await fetch(url, change)).status).toBe(404);
  expect((await served.query('{ store { name } }')).data).toEqual({ store: { name: 'Overlap Outfitters' } });
});
