import { describe, expect, test } from 'vitest';
import { answering, ask } from '../engine/asking.ts';

describe('an element that fails at once in a list of non-null elements', () => {
  const types = `
    type Query { rows: [Row!] @connect(source: "s", http: { GET: "/rows" }, selection: "$.rows { id }") }
    type Row { id: ID must: Int! @connect(source: "s", http: { GET: "/must/{$this.id}" }, selection: "$.v") }`;

  test('leaves no promise of an earlier element to reject unattended', async () => {
    const unattended: unknown[] = [];
    const note = (reason: unknown): void => void unattended.push(reason);
    process.on('unhandledRejection', note);
    const answers = { '/rows': { rows: [{ id: 1 }, null] }, '/must/1': answering({ status: 500 }) };
    const { data, errors } = await ask({ engine: 'resolvers', types, answers }, '{ rows { must } }');
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(data).toEqual({ rows: null });
    expect(errors).toHaveLength(1);
    expect(unattended).toEqual([]);
  });
});
