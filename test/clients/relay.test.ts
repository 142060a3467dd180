import { type GraphQLResponse, Network, Observable, type RequestParameters } from 'relay-runtime';
import { describe, expect, test } from 'vitest';
import { type PartsServer, startPartsServer } from '../server/incremental/parts-server.ts';

/** What a program writes for Relay: its network layer wants each part by itself, with path and label. */
function networkOf({ url }: PartsServer) {
  return Network.create(({ text }: RequestParameters) =>
    Observable.create<GraphQLResponse>((sink) => {
      const next = (result: object): void => sink.next(result as GraphQLResponse);
      const read = async (): Promise<void> => {
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'multipart/mixed;deferSpec=20220824, application/json',
          },
          body: JSON.stringify({ query: text }),
        });
        const body = await response.text();
        const isParted = response.headers.get('content-type')?.startsWith('multipart/mixed');
        const texts = isParted ? [...body.matchAll(/^\{.*\}(?=\r$)/gm)].map(([json]) => json) : [body];
        for (const { hasNext, incremental, ...whole } of texts.map((json) => JSON.parse(json) as Part)) {
          if (incremental === undefined) next({ ...whole, extensions: { is_final: hasNext !== true } });
          for (const { items, path = [], ...rest } of incremental ?? []) {
            if (items === undefined) next({ ...rest, path });
            const at = Number(path.at(-1));
            for (const [offset, data] of (items ?? []).entries()) {
              next({ ...rest, data, path: [...path.slice(0, -1), at + offset] });
            }
          }
        }
        sink.complete();
      };
      read().catch((error: Error) => sink.error(error));
    }),
  );
}

interface Part {
  readonly hasNext?: boolean;
  readonly incremental?: readonly {
    readonly path?: readonly (string | number)[];
    readonly items?: readonly unknown[] | null;
  }[];
}

async function ask(server: PartsServer, text: string): Promise<readonly GraphQLResponse[]> {
  const results: GraphQLResponse[] = [];
  const request = { name: 'Q', text, operationKind: 'query', id: null, cacheID: 'q', metadata: {} } as const;
  await new Promise<void>((resolve, reject) => {
    networkOf(server)
      .execute(request, {}, {})
      .subscribe({ next: (result) => void results.push(result), error: reject, complete: resolve });
  });
  return results;
}

describe('Relay', () => {
  test('gets a plain answer', async () => {
    await using server = await startPartsServer();
    expect(await ask(server, 'query Q { hero { name } }')).toEqual([
      { data: { hero: { name: 'Luke' } }, extensions: { is_final: true } },
    ]);
  });

  test('gets each deferred fragment with all of its fields, under its path and label', async () => {
    await using server = await startPartsServer();
    server.release();
    const text = 'query Q { hero { id name ...F @defer(label: "Q$defer$F") } } fragment F on Hero { name slow }';
    expect(await ask(server, text)).toEqual([
      { data: { hero: { id: '1', name: 'Luke' } }, extensions: { is_final: false } },
      { data: { name: 'Luke', slow: 'at last' }, label: 'Q$defer$F', path: ['hero'] },
    ]);
  });

  test('gets each streamed item under its path and label', async () => {
    await using server = await startPartsServer();
    const text = 'query Q { hero { friends @stream(initialCount: 1, label: "Q$stream$friends") { name } } }';
    expect(await ask(server, text)).toEqual([
      { data: { hero: { friends: [{ name: 'Han' }] } }, extensions: { is_final: false } },
      { data: { name: 'Leia' }, label: 'Q$stream$friends', path: ['hero', 'friends', 1] },
      { data: { name: 'Chewbacca' }, label: 'Q$stream$friends', path: ['hero', 'friends', 2] },
    ]);
  });

  test('is told of errors in their part', async () => {
    await using server = await startPartsServer();
    const [, part] = await ask(server, 'query Q { hero { id ... @defer(label: "l") { broken } } }');
    expect(part).toMatchObject({ data: { broken: null }, errors: [{ path: ['hero', 'broken'] }], path: ['hero'] });
  });
});
