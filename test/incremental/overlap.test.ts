import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../harness/fake-clock.ts';
import { answering, gate, openGraph, payloadsOf, turns } from './in-parts.ts';
import { merge } from './merge.ts';

const TYPES = `
type Query {
  me: User @connect(source: "s", http: { GET: "/me" }, selection: "id name best { id } others { id }")
  report: Report @connect(source: "s", http: { GET: "/report" }, selection: "text")
  news: Report @connect(source: "s", http: { GET: "/news" }, selection: "text")
  vital: Report @connect(source: "s", http: { GET: "/vital" }, selection: "text") @onFailure(then: FAIL)
}
type Mutation {
  save: User @connect(source: "s", http: { POST: "/me" }, selection: "id name best { id } others { id }")
  wipe: User @connect(source: "s", http: { POST: "/wipe" }, selection: "id name best { id } others { id }")
}
type User {
  id: ID!
  name: String
  best: Person
  others: [Person]
  score: Int @connect(source: "s", http: { GET: "/score/{$this.id}" }, selection: "$.score")
}
type Person @connect(source: "s", http: { GET: "/people", queryParams: "ids: $batch.id->joinNotNull(',')" }, batch: { maxSize: 9 }, selection: "id name age") {
  id: ID!
  name: String
  age: Int
}
type Report { text: String }
`;
const ME = { id: '1', name: 'Ada', best: { id: '2' }, others: [{ id: '3' }, { id: '4' }] };
const PEOPLE = ['2', '3', '4'].map((id) => ({ id, name: `n${id}`, age: Number(id) }));
const ANSWERS = {
  '/me': ME,
  'POST /me': ME,
  'POST /wipe': ME,
  '/report': { text: 'long' },
  '/news': { text: 'short' },
  '/score/1': { score: 7 },
  '/people?ids=2': PEOPLE,
  '/people?ids=3%2C4': PEOPLE,
  '/people?ids=2%2C3%2C4': PEOPLE,
};

describe('deferred calls', () => {
  test('overlap with those of the first part, which waits for none of them', async () => {
    const [report, news] = [gate<object>(), gate<object>()];
    await using graph = openGraph({
      types: TYPES,
      answers: { ...ANSWERS, '/report': report.passed, '/news': news.passed },
    });
    const started = graph.start('{ news { text } ... @defer { report { text } } }');
    await turns();
    expect(graph.calls()).toEqual(['GET /news', 'GET /report']);
    news.open({ text: 'short' });
    const result = await started;
    expect(result).toMatchObject({ initial: { data: { news: { text: 'short' } } } });
    report.open({ text: 'long' });
    const payloads = await payloadsOf(result);
    expect(merge(payloads).data).toEqual({ news: { text: 'short' }, report: { text: 'long' } });
  });

  test('are not made again where another part makes them', async () => {
    for (const cut of ['once', 'whole'] as const) {
      await using graph = openGraph({ types: TYPES, answers: ANSWERS });
      const payloads = await graph.ask(
        '{ report { text } ... @defer { again: report { text } report { text } } me { score ... @defer { id score } } }',
        { cut },
      );
      expect(merge(payloads).data).toMatchObject({
        report: { text: 'long' },
        again: { text: 'long' },
        me: { score: 7 },
      });
      expect([...graph.calls()].sort()).toEqual(['GET /me', 'GET /report', 'GET /score/1']);
    }
  });

  test('share no batch with the first part, which would wait for it; with one another they do', async () => {
    await using graph = openGraph({ types: TYPES, answers: ANSWERS });
    const payloads = await graph.ask('{ me { best { name } ... @defer { others { name } } } }');
    expect(merge(payloads).data).toEqual({ me: { best: { name: 'n2' }, others: [{ name: 'n3' }, { name: 'n4' }] } });
    expect(graph.calls()).toEqual(['GET /me', 'GET /people?ids=2', 'GET /people?ids=3%2C4']);
  });

  test('of many objects are one batch', async () => {
    await using graph = openGraph({ types: TYPES, answers: ANSWERS });
    const payloads = await graph.ask('{ me { others { id ... @defer { name } } } }');
    expect(merge(payloads).data).toEqual({
      me: {
        others: [
          { id: '3', name: 'n3' },
          { id: '4', name: 'n4' },
        ],
      },
    });
    expect(graph.calls()).toEqual(['GET /me', 'GET /people?ids=3%2C4']);
  });

  test('begin after the last root field of a mutation, and see what it did', async () => {
    await using graph = openGraph({ types: TYPES, answers: ANSWERS });
    const payloads = await graph.ask('mutation { save { id ... @defer { score } } wipe { id } }');
    expect(merge(payloads).data).toEqual({ save: { id: '1', score: 7 }, wipe: { id: '1' } });
    expect(graph.calls()).toEqual(['POST /me', 'POST /wipe', 'GET /score/1']);
  });

  test('end when the client leaves, and nothing more is told', async () => {
    const report = gate<object>();
    await using graph = openGraph({ types: TYPES, answers: { ...ANSWERS, '/report': report.passed } });
    const leaving = new AbortController();
    const result = await graph.start('{ me { id } ... @defer { report { text } } }', { signal: leaving.signal });
    if (!('initial' in result)) throw new Error('whole');
    const next = result.later[Symbol.asyncIterator]().next();
    leaving.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    report.open({});
  });
});

describe('the deadline', () => {
  const settings = { deadline: '2s', deferDeadline: '10s', sourceDefaults: { timeout: { attempt: '1m' } } } as const;

  test('is the first part’s: what is late there is DEADLINE_EXCEEDED, what was deferred follows', async () => {
    const clock = createFakeClock();
    const [report, news] = [gate<object>(), gate<object>()];
    const answers = { ...ANSWERS, '/report': report.passed, '/news': news.passed };
    await using graph = openGraph({ types: TYPES, answers, settings, clock });
    const started = graph.start('{ news { text } ... @defer { report { text } } }');
    await turns();
    await clock.advance(2_000);
    const result = await started;
    expect(result).toMatchObject({
      initial: { data: { news: null }, errors: [{ path: ['news'], extensions: { code: 'DEADLINE_EXCEEDED' } }] },
    });
    await clock.advance(3_000);
    report.open({ text: 'long' });
    expect(merge(await payloadsOf(result)).data).toEqual({ news: null, report: { text: 'long' } });
    news.open({});
  });

  test('of later parts is one of their own', async () => {
    const clock = createFakeClock();
    const hangs = (_: unknown): Promise<object> => new Promise(() => {});
    await using graph = openGraph({ types: TYPES, answers: { ...ANSWERS, '/report': hangs }, settings, clock });
    const result = await graph.start('{ me { id } ... @defer { report { text } } }');
    const payloads = payloadsOf(result);
    await turns();
    await clock.advance(10_000);
    expect((await payloads).at(-1)).toMatchObject({
      incremental: [
        { data: { report: null }, errors: [{ path: ['report'], extensions: { code: 'DEADLINE_EXCEEDED' } }] },
      ],
      hasNext: false,
    });
  });

  test('is the whole answer’s for a client that takes no parts', async () => {
    const clock = createFakeClock();
    const report = gate<object>();
    await using graph = openGraph({ types: TYPES, answers: { ...ANSWERS, '/report': report.passed }, settings, clock });
    const answer = graph.overlap.query({ query: '{ me { id } ... @defer { report { text } } }' });
    await turns();
    await clock.advance(2_000);
    expect(await answer).toMatchObject({
      data: { me: { id: '1' }, report: null },
      errors: [{ extensions: { code: 'DEADLINE_EXCEEDED' } }],
    });
    report.open({});
  });
});

describe('one whole answer', () => {
  test('is given to who wants all or nothing', async () => {
    await using graph = openGraph({ types: TYPES, answers: ANSWERS });
    expect(await graph.ask('{ me { id } ... @defer { report { text } } }', { onError: 'HALT' })).toEqual([
      { data: { me: { id: '1' }, report: { text: 'long' } } },
    ]);
  });

  test('is given where TypeScript takes part', async () => {
    const resolvers = { Report: { shout: ({ text }: { text: string }) => text.toUpperCase() } };
    const types = TYPES.replace(
      'type Report { text: String }',
      'type Report { text: String shout: String @requires(fields: "text") }',
    );
    await using graph = openGraph({ types, answers: ANSWERS, resolvers });
    expect(await graph.ask('{ me { id } ... @defer { report { shout } } }')).toEqual([
      { data: { me: { id: '1' }, report: { shout: 'LONG' } } },
    ]);
  });

  test('is given where the first part fails as a whole', async () => {
    await using graph = openGraph({ types: TYPES, answers: ANSWERS });
    expect(await graph.ask('{ vital { text } ... @defer { report { text } } }')).toMatchObject([
      { data: null, errors: [{ extensions: { code: 'UPSTREAM_STATUS' } }] },
    ]);
  });
});

test('where nothing makes sense without what failed, all that is still to come fails with it', async () => {
  const report = gate<object>();
  const vital = gate<object>();
  const answers = { ...ANSWERS, '/report': report.passed, '/vital': vital.passed };
  await using graph = openGraph({ types: TYPES, answers });
  const result = await graph.start('{ me { id } ... @defer { vital { text } } ... @defer { report { text } } }');
  const payloads = payloadsOf(result);
  await turns();
  vital.open(answering({ status: 500 }));
  expect(await payloads).toMatchObject([
    { data: { me: { id: '1' } } },
    { completed: [{ errors: [{ extensions: { code: 'UPSTREAM_STATUS' } }] }, { errors: [{}] }], hasNext: false },
  ]);
  report.open({});
});

test('with onError NULL a failed non-null field stays null in its part', async () => {
  const types = TYPES.replace('score: Int @', 'score: Int! @');
  await using graph = openGraph({ types, answers: { '/me': ME } });
  const [, second] = await graph.ask('{ me { id ... @defer { name score } } }', { onError: 'NULL' });
  expect(second).toMatchObject({
    incremental: [{ data: { name: 'Ada', score: null }, errors: [{ path: ['me', 'score'] }] }],
  });
});

test('a trace is told with the first part, and again with the last one', async () => {
  await using graph = openGraph({ types: TYPES, answers: ANSWERS });
  const payloads = await graph.ask('{ me { id } ... @defer { report { text } } }', { trace: true });
  expect(payloads).toMatchObject([
    { hasNext: true, extensions: { overlap: {} } },
    { hasNext: false, extensions: { overlap: {} } },
  ]);
});

describe('more parts than anybody can look at', () => {
  const rows = Array.from({ length: 6_000 }, (_, id) => ({ id: `${id}`, name: `n${id}` }));
  const types =
    'type Query { rows: [Row] @connect(source: "s", http: { GET: "/rows" }, selection: "id name") } type Row { id: ID name: String }';

  test('are not made: fragments and items past the ten thousandth come with what they stand in', async () => {
    await using graph = openGraph({ types, answers: { '/rows': rows } });
    const payloads = await graph.ask('{ rows { ... @defer { id } ... @defer { name } } again: rows @stream { id } }');
    const pending = payloads.flatMap((payload) => (payload.pending as unknown[] | undefined) ?? []);
    expect(pending.length).toBeLessThanOrEqual(10_000);
    expect(merge(payloads).data).toEqual({ rows, again: rows.map(({ id }) => ({ id })) });
  });

  test('are not announced either, however fragments multiply', async () => {
    await using graph = openGraph({ types, answers: { '/rows': rows.slice(0, 500) } });
    const fragments = Array.from(
      { length: 12 },
      (_, at) => `fragment F${at} on Row { ...F${at + 1} @defer ...F${at + 1} @defer }`,
    );
    const query = `{ rows { id ...F0 @defer ... on Row { ... @defer { again: name } } } } ${fragments.join(' ')} fragment F8 on Row { name }`;
    for (const cut of ['once', 'whole'] as const) {
      const payloads = await graph.ask(query, { cut });
      const expected = rows.slice(0, 500).map(({ id, name }) => ({ id, name, again: name }));
      expect(merge(payloads).data).toEqual({ rows: expected });
    }
  });

  test('fail where fragments come whole and tell the same again', async () => {
    await using graph = openGraph({ types, answers: { '/rows': rows } });
    const payloads = await graph.ask('{ rows { id ... @defer { id } ... @defer { id name } } }', { cut: 'whole' });
    const { errors } = merge(payloads);
    expect(errors.length).toBe(1_000);
    expect(errors[0]).toMatchObject({ extensions: { code: 'OPERATION_TOO_COSTLY' } });
  });

  test('are not even planned', async () => {
    await using graph = openGraph({ types, answers: { '/rows': rows } });
    const fragments = Array.from(
      { length: 12 },
      (_, at) => `fragment F${at} on Row { ...F${at + 1} @defer ...F${at + 1} @defer }`,
    );
    const query = `{ rows { ...F0 } } ${fragments.join(' ')} fragment F12 on Row { name }`;
    expect(await graph.ask(query)).toMatchObject([
      {
        errors: [
          {
            message: 'The operation has 8190 deferred fragments and streamed lists; 1000 are allowed.',
            extensions: { code: 'OPERATION_TOO_COSTLY' },
          },
        ],
      },
    ]);
  });
});
