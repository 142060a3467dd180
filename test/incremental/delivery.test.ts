import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDelivery } from '../../src/incremental/delivery.ts';
import type { Path } from '../../src/incremental/part.ts';
import type { Group, Stream, Task, Work } from '../../src/incremental/work.ts';

const NONE: Work = { groups: [], tasks: [], streams: [] };
const FAILURE = new GraphQLError('Cannot return null.');

function group(path: Path, parent?: Group, label?: string): Group {
  return { path, parent, label };
}

function task(groups: readonly Group[], path: Path = groups[0]?.path ?? []): Task {
  return { groups, path };
}

function stream(path: Path, start = 0): Stream {
  return { path, start, label: undefined };
}

function made(data: Record<string, unknown> | null, work: Partial<Work> = {}, errors: readonly GraphQLError[] = []) {
  return { data, errors: data === null ? [FAILURE] : errors, work: { ...NONE, ...work } };
}

function item(value: unknown, work: Partial<Work> = {}) {
  return { item: value, isForbidden: false, errors: [], work: { ...NONE, ...work } };
}

describe('a fragment', () => {
  test('is announced, and told when all of its tasks are done', () => {
    const hero = group(['hero'], undefined, 'Hero');
    const [first, second] = [task([hero]), task([hero], ['hero', 'friend'])];
    const delivery = createDelivery();
    expect(delivery.begin({ ...NONE, groups: [hero], tasks: [first, second] })).toEqual([
      { id: '0', path: ['hero'], label: 'Hero' },
    ]);
    delivery.done(first, made({ name: 'Luke' }));
    expect(delivery.take()).toBeUndefined();
    delivery.done(second, made({ id: 2 }));
    expect(delivery.take()).toEqual({
      incremental: [
        { id: '0', data: { name: 'Luke' } },
        { id: '0', subPath: ['friend'], data: { id: 2 } },
      ],
      completed: [{ id: '0' }],
      hasNext: false,
    });
    expect(delivery.isOver()).toBe(true);
  });

  test('that was done before it was announced is announced all the same', () => {
    const hero = group(['hero']);
    const only = task([hero]);
    const delivery = createDelivery();
    delivery.done(only, made({ name: 'Luke' }));
    expect(delivery.begin({ ...NONE, groups: [hero], tasks: [only] })).toEqual([{ id: '0', path: ['hero'] }]);
    expect(delivery.isOver()).toBe(true);
    expect(delivery.take()).toMatchObject({ completed: [{ id: '0' }], hasNext: false });
  });

  test('within a fragment is announced with what that one tells, however early it is done', () => {
    const outer = group([]);
    const inner = group(['a'], outer);
    const [outerTask, innerTask] = [task([outer]), task([inner])];
    const delivery = createDelivery();
    delivery.begin({ ...NONE, groups: [outer], tasks: [outerTask] });
    delivery.done(innerTask, made({ x: 1 }));
    delivery.done(outerTask, made({ a: {} }, { groups: [inner], tasks: [innerTask] }));
    expect(delivery.take()).toEqual({
      pending: [{ id: '1', path: ['a'] }],
      incremental: [
        { id: '0', data: { a: {} } },
        { id: '1', data: { x: 1 } },
      ],
      completed: [{ id: '0' }, { id: '1' }],
      hasNext: false,
    });
  });

  test('of which nothing is left to tell is not spoken of; those within it are', () => {
    const outer = group(['hero']);
    const inner = group(['hero'], outer);
    const only = task([inner]);
    const delivery = createDelivery();
    expect(delivery.begin({ ...NONE, groups: [outer, inner], tasks: [only] })).toEqual([{ id: '0', path: ['hero'] }]);
    delivery.done(only, made({ name: 'Luke' }));
    expect(delivery.take()).toMatchObject({ completed: [{ id: '0' }], hasNext: false });
  });

  test('without anything left at all is no part', () => {
    const delivery = createDelivery();
    expect(delivery.begin({ ...NONE, groups: [group(['hero'])] })).toEqual([]);
    expect([delivery.isOver(), delivery.take()]).toEqual([true, undefined]);
  });
});

describe('what two fragments ask for', () => {
  test('is told once, with the one that is complete first, in the name of the deeper one', () => {
    const [root, deep] = [group([]), group(['a'])];
    const shared = task([root, deep], ['a', 'b']);
    const slow = task([root]);
    const delivery = createDelivery();
    delivery.begin({ ...NONE, groups: [root, deep], tasks: [shared, slow] });
    delivery.done(shared, made({ x: 1 }));
    expect(delivery.take()).toEqual({
      incremental: [{ id: '1', subPath: ['b'], data: { x: 1 } }],
      completed: [{ id: '1' }],
      hasNext: true,
    });
    delivery.done(slow, made({ y: 2 }));
    expect(delivery.take()).toEqual({
      incremental: [{ id: '0', data: { y: 2 } }],
      completed: [{ id: '0' }],
      hasNext: false,
    });
  });

  test('fails both of them', () => {
    const [one, other] = [group([]), group([])];
    const shared = task([one, other]);
    const delivery = createDelivery();
    delivery.begin({ ...NONE, groups: [one, other], tasks: [shared, task([one])] });
    delivery.done(shared, made(null));
    expect(delivery.take()).toEqual({
      completed: [
        { id: '0', errors: [FAILURE] },
        { id: '1', errors: [FAILURE] },
      ],
      hasNext: false,
    });
  });
});

describe('a null that climbs out of a fragment', () => {
  test('completes it with errors, and what stands within it never comes', () => {
    const outer = group(['a']);
    const inner = group(['a'], outer);
    const [failing, held] = [task([outer]), task([inner])];
    const delivery = createDelivery();
    delivery.begin({ ...NONE, groups: [outer, inner], tasks: [failing, held] });
    delivery.done(failing, made(null));
    delivery.done(held, made({ x: 1 }));
    expect(delivery.take()).toEqual({ completed: [{ id: '0', errors: [FAILURE] }], hasNext: false });
    expect(delivery.take()).toBeUndefined();
  });

  test('leaves others that share other tasks with it', () => {
    const [bad, good] = [group(['a']), group(['a'])];
    const [failing, shared] = [task([bad]), task([bad, good])];
    const delivery = createDelivery();
    delivery.begin({ ...NONE, groups: [bad, good], tasks: [failing, shared] });
    delivery.done(failing, made(null));
    delivery.done(shared, made({ x: 1 }));
    expect(delivery.take()).toEqual({
      incremental: [{ id: '1', data: { x: 1 } }],
      completed: [{ id: '0', errors: [FAILURE] }, { id: '1' }],
      hasNext: false,
    });
  });

  test('is not told of a fragment that nobody has heard of yet', () => {
    const [root, parent] = [group([], undefined, 'R'), group([], undefined, 'P')];
    const child = group([], parent, 'C');
    const [bad, slow] = [task([root, child]), task([parent])];
    const delivery = createDelivery();
    delivery.begin({ ...NONE, groups: [root, parent, child], tasks: [bad, slow] });
    delivery.done(bad, made(null));
    delivery.done(slow, made({ slow: 'ok' }));
    expect(delivery.take()).toEqual({
      incremental: [{ id: '1', data: { slow: 'ok' } }],
      completed: [{ id: '0', errors: [FAILURE] }, { id: '1' }],
      hasNext: false,
    });
  });
});

describe('a streamed list', () => {
  test('tells its items in order, those of one part together, and then that it is complete', () => {
    const list = stream(['list'], 1);
    const delivery = createDelivery();
    expect(delivery.begin({ ...NONE, streams: [list] })).toEqual([{ id: '0', path: ['list'], start: 1 }]);
    delivery.item(list, item('b'));
    delivery.item(list, item('c'));
    expect(delivery.take()).toEqual({ incremental: [{ id: '0', items: ['b', 'c'] }], hasNext: true });
    delivery.item(list, item('d'));
    delivery.ended(list);
    expect(delivery.take()).toEqual({
      incremental: [{ id: '0', items: ['d'] }],
      completed: [{ id: '0' }],
      hasNext: false,
    });
  });

  test('ends at an item that may not be null, with what came before it', () => {
    const list = stream(['list']);
    const delivery = createDelivery();
    delivery.begin({ ...NONE, streams: [list] });
    delivery.item(list, item('a'));
    delivery.item(list, { item: null, isForbidden: true, errors: [FAILURE], work: NONE });
    delivery.item(list, item('c'));
    expect(delivery.take()).toEqual({
      incremental: [{ id: '0', items: ['a'] }],
      completed: [{ id: '0', errors: [FAILURE] }],
      hasNext: false,
    });
  });

  test('in a fragment waits until the fragment is told', () => {
    const outer = group(['hero']);
    const list = stream(['hero', 'list']);
    const only = task([outer]);
    const delivery = createDelivery();
    delivery.begin({ ...NONE, groups: [outer], tasks: [only] });
    delivery.item(list, item(1));
    delivery.ended(list);
    expect(delivery.take()).toBeUndefined();
    delivery.done(only, made({ list: [] }, { streams: [list] }));
    expect(delivery.take()).toEqual({
      pending: [{ id: '1', path: ['hero', 'list'], start: 0 }],
      incremental: [
        { id: '0', data: { list: [] } },
        { id: '1', items: [1] },
      ],
      completed: [{ id: '0' }, { id: '1' }],
      hasNext: false,
    });
  });

  test('announces the fragments of an item with the item', () => {
    const list = stream(['list']);
    const inItem = group(['list', 0]);
    const only = task([inItem]);
    const delivery = createDelivery();
    delivery.begin({ ...NONE, streams: [list] });
    delivery.item(list, item({}, { groups: [inItem], tasks: [only] }));
    delivery.ended(list);
    expect(delivery.take()).toEqual({
      pending: [{ id: '1', path: ['list', 0] }],
      incremental: [{ id: '0', items: [{}] }],
      completed: [{ id: '0' }],
      hasNext: true,
    });
    delivery.done(only, made({ name: 'Luke' }));
    expect(delivery.take()).toMatchObject({ incremental: [{ id: '1', data: { name: 'Luke' } }], hasNext: false });
  });
});

test('a fragment that has failed before it is announced is announced, and fails', () => {
  const outer = group(['a']);
  const inner = group(['a'], outer);
  const [outerTask, innerTask] = [task([outer]), task([inner])];
  const delivery = createDelivery();
  delivery.begin({ ...NONE, groups: [outer, inner], tasks: [outerTask, innerTask] });
  delivery.done(innerTask, made(null));
  delivery.done(outerTask, made({ x: 1 }));
  expect(delivery.take()).toEqual({
    pending: [{ id: '1', path: ['a'] }],
    incremental: [{ id: '0', data: { x: 1 } }],
    completed: [{ id: '0' }, { id: '1', errors: [FAILURE] }],
    hasNext: false,
  });
});

test('what is abandoned completes with errors, and nothing follows', () => {
  const [hero, list] = [group(['hero']), stream(['list'])];
  const delivery = createDelivery();
  delivery.begin({ groups: [hero], tasks: [task([hero])], streams: [list] });
  delivery.abandon([FAILURE]);
  expect(delivery.take()).toEqual({
    completed: [
      { id: '0', errors: [FAILURE] },
      { id: '1', errors: [FAILURE] },
    ],
    hasNext: false,
  });
});
