import { describe, expect, test } from 'vitest';
import { callOf, failuresOf } from '../../console/src/link-errors.ts';
import { endOf, readTrace, type Trace } from '../../console/src/trace.ts';

const attempt = (firstByteMs: number) => ({ queuedMs: 0, connectMs: 10, firstByteMs, bodyMs: 10 });

function traceOf(calls: readonly unknown[]): Trace {
  const trace = readTrace({ overlapFactor: 2, wallMs: 100, upstreamMs: 200, calls, causes: [] });
  if (trace === undefined) throw new Error('This is a trace.');
  return trace;
}

describe('a trace', () => {
  test.each([undefined, null, 1, 'text', [], {}, { calls: 'none' }])('that is %j is none', (told) => {
    expect(readTrace(told)).toBeUndefined();
  });

  test('counts what is absent as nothing', () => {
    const { calls, causes } = traceOf([{ id: 1 }, null]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ id: 1, startMs: 0, waitsFor: [], phases: [], notes: [] });
    expect(causes).toEqual([]);
  });

  test('shows all attempts of a call, and what is between them', () => {
    const tried = [attempt(40), attempt(30)];
    const [call] = traceOf([{ id: 1, startMs: 5, elapsedMs: 130, phases: tried[1], tried, attempts: 2 }]).calls;
    const named = call?.phases.map(({ name, ms }) => `${name} ${ms}`);
    expect(named).toEqual([
      'connect 10',
      'firstByte 40',
      'body 10',
      'other 20',
      'connect 10',
      'firstByte 30',
      'body 10',
    ]);
    expect(call && endOf(call)).toBe(135);
  });

  test('shows attempts that ran beside each other as the last one', () => {
    const tried = [attempt(40), attempt(30)];
    const [call] = traceOf([{ id: 1, startMs: 0, elapsedMs: 60, phases: tried[1], tried, hedged: true }]).calls;
    expect(call?.phases.map(({ name }) => name)).toEqual(['other', 'connect', 'firstByte', 'body']);
    expect(call && endOf(call)).toBe(60);
  });
});

describe('an error', () => {
  const connector = 'shipping:Order.shipment[0]';
  const batched = 'customers:Customer[0]';
  const trace = traceOf([
    { id: 1, connector, path: ['orders', 0, 'shipment'], status: 503 },
    { id: 2, connector, path: ['orders', 1, 'shipment'], status: 200 },
    { id: 3, connector: batched, path: ['orders', 0, 'customer'], places: 2, status: 503 },
    { id: 4, source: 'rates', resolver: 'Query.rates', path: ['rates'], code: 'UPSTREAM_TIMEOUT' },
  ]);
  const errorAt = (path: readonly (string | number)[], coordinate?: string) => ({
    message: '',
    path,
    extensions: { code: 'UPSTREAM_STATUS', ...(coordinate !== undefined && { connector: { coordinate } }) },
  });

  test('belongs to the call of its place', () => {
    expect(callOf(errorAt(['orders', 0, 'shipment'], connector), trace)?.id).toBe(1);
    expect(callOf(errorAt(['rates', 'EUR']), trace)?.id).toBe(4);
  });

  test('of any place of a batch belongs to the batch', () => {
    expect(callOf(errorAt(['orders', 1, 'customer'], batched), trace)?.id).toBe(3);
  });

  test('that no call caused belongs to none', () => {
    expect(callOf(errorAt(['name']), trace)).toBeUndefined();
    expect(callOf(errorAt(['name'], 'other:Query.name[0]'), trace)).toBeUndefined();
  });

  test('makes its call a failed one, and no other', () => {
    const failures = failuresOf(trace, [errorAt(['orders', 0, 'shipment'], connector)]);
    expect(Object.fromEntries(failures)).toEqual({ 1: 'UPSTREAM_STATUS', 4: 'UPSTREAM_TIMEOUT' });
  });
});
