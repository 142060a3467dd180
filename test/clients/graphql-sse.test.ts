import { createClient } from 'graphql-sse';
import { describe, expect, test } from 'vitest';
import { merge } from '../incremental/merge.ts';
import { type PartsServer, startPartsServer } from '../server/incremental/parts-server.ts';

async function ask({ url }: PartsServer, query: string): Promise<readonly Record<string, unknown>[]> {
  const client = createClient({ url, retryAttempts: 0 });
  const results: Record<string, unknown>[] = [];
  await new Promise<void>((resolve, reject) => {
    client.subscribe(
      { query },
      { next: (result) => void results.push(result as Record<string, unknown>), error: reject, complete: resolve },
    );
  });
  client.dispose();
  return results;
}

describe('graphql-sse, distinct connections', () => {
  test('gets a plain answer as one event', async () => {
    await using server = await startPartsServer();
    expect(await ask(server, '{ hero { name } }')).toEqual([{ data: { hero: { name: 'Luke' } } }]);
  });

  test('is told what is wrong with an operation by an event', async () => {
    await using server = await startPartsServer();
    expect(await ask(server, '{ villain }')).toMatchObject([
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]);
  });

  test('gets each part as an event', async () => {
    await using server = await startPartsServer();
    server.release();
    const results = await ask(server, '{ hero { name ... @defer { slow } } }');
    expect(results.length).toBe(2);
    expect(merge(results).data).toEqual({ hero: { name: 'Luke', slow: 'at last' } });
  });

  test('gets the items of a stream', async () => {
    await using server = await startPartsServer();
    const results = await ask(server, '{ hero { tags @stream(initialCount: 1) } }');
    expect(results[0]).toEqual({ data: { hero: { tags: ['jedi'] } }, hasNext: true });
    expect(merge(results).data).toEqual({ hero: { tags: ['jedi', 'pilot'] } });
  });
});
