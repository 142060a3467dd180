import { describe, expect, test } from 'vitest';
import type { CallOrigin, CallStart } from '../../src/execution/observer.ts';
import { createRecorder } from '../../src/insight/recorder.ts';
import { tellRecord } from '../../src/insight/tell-record.ts';
import { createStallWatch } from '../../src/time/stall-watch.ts';
import type { CallEvent } from '../../src/upstream/upstream.ts';
import { createFakeClock } from '../harness/fake-clock.ts';

const ORIGIN: CallOrigin = { step: undefined, batch: undefined, sites: [] };

function callStart(id: number, atMs: number): CallStart {
  return { ...ORIGIN, id, source: { name: 'api', limitKey: 'graph.api' } as CallStart['source'], method: 'GET', atMs };
}

async function setUp() {
  const clock = createFakeClock();
  await clock.advance(1_000);
  const recorder = createRecorder(clock, { ...createStallWatch(clock), delay: undefined });
  const call = recorder.call(callStart(1, 1_000));
  return {
    clock,
    recorder,
    hear: (...events: readonly CallEvent[]) => {
      for (const event of events) call?.event?.(event);
    },
    told: () => tellRecord(recorder.record()).calls[0],
  };
}

describe('the recorder', () => {
  test('tells how long each phase of an attempt took', async () => {
    const { hear, told } = await setUp();
    hear(
      { kind: 'held', forMs: 3, atMs: 1_003 },
      { kind: 'queued', atMs: 1_003 },
      { kind: 'admitted', limit: 2, isAdapted: false, atMs: 1_010 },
      { kind: 'attempt', number: 1, atMs: 1_010 },
      { kind: 'sent', newConnection: true, tlsMs: 4, atMs: 1_019 },
      { kind: 'written', atMs: 1_020 },
      { kind: 'first byte', status: 200, atMs: 1_050 },
      { kind: 'ended', bytes: 7, atMs: 1_055 },
    );
    expect(told()?.phases).toEqual({
      heldMs: 3,
      queuedMs: 7,
      connectMs: 9,
      tlsMs: 4,
      sentMs: 1,
      firstByteMs: 30,
      bodyMs: 5,
      parseMs: 0,
      mapMs: 0,
    });
  });

  test('keeps all attempts apart, and says how each ended', async () => {
    const { hear, told } = await setUp();
    hear(
      { kind: 'queued', atMs: 1_000 },
      { kind: 'attempt', number: 1, atMs: 1_000 },
      { kind: 'sent', newConnection: false, atMs: 1_000 },
      { kind: 'failed', failure: { kind: 'timeout', afterMs: 40 }, atMs: 1_040 },
      { kind: 'queued', atMs: 1_090 },
      { kind: 'attempt', number: 2, atMs: 1_090 },
      { kind: 'sent', newConnection: true, atMs: 1_092 },
      { kind: 'first byte', status: 503, atMs: 1_100 },
      { kind: 'ended', bytes: 0, atMs: 1_100 },
    );
    expect(told()).toMatchObject({
      attempts: 2,
      unfinished: true,
      phases: { connectMs: 2, firstByteMs: 8 },
      tried: [{ failed: 'timeout' }, { status: 503, connectMs: 2 }],
    });
  });

  test('knows nothing of the attempts of an equal call that was under way, but that it took its answer', async () => {
    const { hear, told } = await setUp();
    hear(
      { kind: 'coalesced', atMs: 1_000 },
      { kind: 'first byte', status: 200, atMs: 1_010 },
      { kind: 'ended', bytes: 1, atMs: 1_011 },
      { kind: 'cache', outcome: 'miss', status: 'overlap; fwd=uri-miss', atMs: 1_011 },
    );
    expect(told()).toMatchObject({ coalesced: true, cache: 'overlap; fwd=uri-miss' });
    expect(told()?.phases).toEqual({ parseMs: 0, mapMs: 0 });
  });

  test('looks at the event loop until it is disposed', async () => {
    const { clock, recorder } = await setUp();
    expect(clock.pendingTimers).toBe(1);
    recorder[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(0);
  });
});
