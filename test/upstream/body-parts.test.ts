import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyParts } from '../../src/upstream/body-parts.ts';

describe('a body in parts', () => {
  test('is its pieces in their order, whatever their sizes', () => {
    const size = fc.oneof(fc.constantFrom(0, 1, 4_095, 4_096, 65_536), fc.integer({ min: 0, max: 70_000 }));
    fc.assert(
      fc.property(fc.array(size, { maxLength: 30 }), (sizes) => {
        const pieces = sizes.map((length, at) => Buffer.alloc(length, at + 1));
        const body = new BodyParts();
        for (const piece of pieces) body.add(piece);
        const whole = Buffer.concat(pieces);
        expect(body.bytes).toBe(whole.length);
        expect(whole.equals(body.take())).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('of one piece is that piece', () => {
    const piece = Buffer.from('{}');
    const body = new BodyParts();
    body.add(piece);
    expect(body.take()).toBe(piece);
  });

  test('in pieces of one byte keeps none of the buffers that they were read into', () => {
    const body = new BodyParts();
    body.add(Buffer.from('x'));
    const read = Buffer.alloc(65_536, 'y');
    for (let at = 0; at < 1_000; at += 1) body.add(read.subarray(at, at + 1));
    read.fill('z');
    expect(Buffer.from(body.take()).toString()).toBe(`x${'y'.repeat(1_000)}`);
  });
});
