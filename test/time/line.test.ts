import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InLine, Line } from '../../src/time/line.ts';
import { createFakeClock } from '../harness/fake-clock.ts';

class Person extends InLine<Person> {
  readonly name: string;
  readonly #timedOut: (name: string) => void;

  constructor(name: string, timedOut: (name: string) => void) {
    super();
    this.name = name;
    this.#timedOut = timedOut;
  }

  override timeOut(): void {
    this.#timedOut(this.name);
  }
}

function standing(maxWaitMs: number) {
  const clock = createFakeClock();
  const line = new Line<Person>(maxWaitMs, clock);
  const log: string[] = [];
  const come = (name: string) => {
    const person = new Person(name, () => log.push(`${name} ${clock.now()}`));
    line.join(person, clock.now());
    return person;
  };
  return { clock, line, log, come };
}

describe('a line', () => {
  test('gives up on everybody at their own moment, by one timer', async () => {
    const { clock, line, log, come } = standing(100);
    come('ada');
    await clock.advance(30);
    come('bob');
    come('cleo');
    expect([clock.pendingTimers, line.size]).toEqual([1, 3]);
    await clock.advance(1_000);
    expect(log).toEqual(['ada 100', 'bob 130', 'cleo 130']);
    expect([clock.pendingTimers, line.size]).toEqual([0, 0]);
  });

  test('forgets who has left, from wherever they stood; empty it has no timer', async () => {
    const { clock, line, log, come } = standing(100);
    const [ada, bob, cleo, dan] = ['ada', 'bob', 'cleo', 'dan'].map(come);
    for (const person of [bob, dan, bob]) if (person !== undefined) line.leave(person);
    expect([line.first, line.size]).toEqual([ada, 2]);
    if (ada !== undefined) line.leave(ada);
    expect(line.first).toBe(cleo);
    if (cleo !== undefined) line.leave(cleo);
    expect([line.first, line.size, clock.pendingTimers]).toEqual([undefined, 0, 0]);
    await clock.advance(1_000);
    expect(log).toEqual([]);
  });

  test('takes newcomers while it gives up on others', async () => {
    const { clock, line, log, come } = standing(100);
    line.join(new Person('ada', () => come('bob')), 0);
    await clock.advance(1_000);
    expect(log).toEqual(['bob 200']);
  });

  test('is as good as a timer for each', async () => {
    const act = fc.oneof(fc.constant('come'), fc.nat(9).map(String), fc.integer({ min: 10, max: 200 }));
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const { clock, line, log, come } = standing(100);
        const expected: string[] = [];
        const people: Person[] = [];
        const timers: Disposable[] = [];
        for (const next of acts) {
          if (next === 'come') {
            const name = String(people.length);
            people.push(come(name));
            timers.push(clock.after(100, () => expected.push(`${name} ${clock.now()}`)));
          } else if (typeof next === 'number') await clock.advance(next);
          else {
            const person = people[Number(next)];
            if (person !== undefined) line.leave(person);
            timers[Number(next)]?.[Symbol.dispose]();
          }
        }
        await clock.advance(1_000);
        expect(log).toEqual(expected);
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
