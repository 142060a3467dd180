import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import type { InitialPart, LaterPart } from '../../src/incremental/part.ts';
import { type Writer, writeByIds, writeByPaths } from '../../src/incremental/writer.ts';

const INITIAL: InitialPart = {
  data: { hero: { id: 1 }, list: ['a'] },
  pending: [
    { id: '0', path: ['hero'], label: 'Hero' },
    { id: '1', path: ['list'], start: 1 },
  ],
  hasNext: true,
};
const PARTS: readonly LaterPart[] = [
  { pending: [{ id: '2', path: ['hero'] }], completed: [{ id: '9' }], hasNext: true },
  {
    incremental: [
      { id: '0', data: { name: 'Luke' } },
      { id: '1', items: ['b', 'c'] },
    ],
    completed: [{ id: '0' }],
    hasNext: true,
  },
  {
    incremental: [{ id: '1', items: ['d'], errors: [new GraphQLError('odd', { path: ['list', 3] })] }],
    completed: [
      { id: '1', errors: [new GraphQLError('no more')] },
      { id: '2', errors: [new GraphQLError('no')] },
    ],
    extensions: { overlap: {} },
    hasNext: false,
  },
];

function write(writer: Writer) {
  return [writer.first(INITIAL), ...PARTS.map((part) => writer.later(part))];
}

const format = ({ message, path }: GraphQLError) => ({ message, ...(path && { path }) });

test('incrementalSpec=v0.2 announces by ids', () => {
  expect(write(writeByIds(format))).toEqual([
    {
      data: { hero: { id: 1 }, list: ['a'] },
      pending: [
        { id: '0', path: ['hero'], label: 'Hero' },
        { id: '1', path: ['list'] },
      ],
      hasNext: true,
    },
    { pending: [{ id: '2', path: ['hero'] }], completed: [{ id: '9' }], hasNext: true },
    {
      incremental: [
        { id: '0', data: { name: 'Luke' } },
        { id: '1', items: ['b', 'c'] },
      ],
      completed: [{ id: '0' }],
      hasNext: true,
    },
    {
      incremental: [{ id: '1', items: ['d'], errors: [{ message: 'odd', path: ['list', 3] }] }],
      completed: [
        { id: '1', errors: [{ message: 'no more' }] },
        { id: '2', errors: [{ message: 'no' }] },
      ],
      extensions: { overlap: {} },
      hasNext: false,
    },
  ]);
});

test('deferSpec=20220824 says places and labels, counts items, and has nothing to say of announcements', () => {
  expect(write(writeByPaths(format))).toEqual([
    { data: { hero: { id: 1 }, list: ['a'] }, hasNext: true },
    undefined,
    {
      incremental: [
        { data: { name: 'Luke' }, path: ['hero'], label: 'Hero' },
        { items: ['b', 'c'], path: ['list', 1] },
      ],
      hasNext: true,
    },
    {
      incremental: [
        { items: ['d'], path: ['list', 3], errors: [{ message: 'odd', path: ['list', 3] }] },
        { items: null, path: ['list', 4], errors: [{ message: 'no more' }] },
        { data: null, path: ['hero'], errors: [{ message: 'no' }] },
      ],
      extensions: { overlap: {} },
      hasNext: false,
    },
  ]);
});
