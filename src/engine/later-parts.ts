import { GraphQLError } from 'graphql';
import { fieldError } from '../execution/field-error.ts';
import { createDelivery, type Delivery } from '../incremental/delivery.ts';
import { inOrder } from '../incremental/in-order.ts';
import type { LaterPart } from '../incremental/part.ts';
import type { Group, Stream, StreamItem, Task, TaskResult, Work } from '../incremental/work.ts';
import type { Json } from '../json/json.ts';
import { nextTurn } from '../time/next-turn.ts';
import type { DeferUsage } from './collect-parts.ts';
import { isStanding, type Row } from './row.ts';
import { type Later, type Place, type PutOff, placeIn, type Run, type RunInput } from './run.ts';
import { fillRows, fillValue } from './run-operation.ts';
import type { LaterPlans, SelectionPlan, StreamPlan } from './selection-plan.ts';
import { ITEM } from './slot.ts';

/**
 * Makes the later parts of one operation's answer. They begin a turn after what they were put off at, so that calls of
 * the first part are sent before theirs and share no batch with them; then they overlap with it and with one another.
 * Each deferred piece of each object is a run of its own, whose nulls climb no further than to its root. Loads are the
 * operation's: what two parts need is called for once.
 */
export class LaterParts implements Later {
  readonly delivery: Delivery = createDelivery();
  readonly #input: RunInput;
  readonly #putOff = new Map<Run, PutOff[]>();
  /** Of rows at which fragments begin, and of runs that are parts of fragments. */
  readonly #groups = new WeakMap<Row | Run, ReadonlyMap<DeferUsage, Group>>();
  #waiting: (() => void)[] = [];
  /** Until it is let go, nothing begins: what follows in a mutation could still change what is read. */
  #isHeld: boolean;
  #changed = Promise.withResolvers<void>();
  #isEnded = false;
  #runs = 0;
  #failed = 0;
  /** A bug of ours. */
  #failure: { readonly cause: unknown } | undefined;

  constructor(input: RunInput, isHeld: boolean) {
    this.#input = input;
    this.#isHeld = isHeld;
  }

  defer({ introduced, plans }: LaterPlans, rows: readonly Row[], run: Run): void {
    for (const row of rows) {
      const groups = new Map(this.#groupsAt(row, run));
      const path = placeIn(run, row);
      const begun: Group[] = [];
      const begin = (usage: DeferUsage): void => {
        const group = { path, label: usage.label, parent: usage.parent && groups.get(usage.parent) };
        groups.set(usage, group);
        begun.push(group);
      };
      const mayPutOff = this.#mayPutOff(introduced.length + plans.length);
      if (mayPutOff) introduced.forEach(begin);
      this.#groups.set(row, groups);
      const tasks = plans.flatMap(({ usages, plan }) => {
        // What belongs to a fragment that was not put off comes with it, which is now.
        const isLater = mayPutOff && usages.every((usage) => groups.has(usage));
        if (!isLater && (fillNow(plan, row, run) || !this.#mayFail())) return [];
        for (const usage of usages) if (!groups.has(usage)) begin(usage);
        const task: Task = { path, groups: usages.flatMap((usage) => groups.get(usage) ?? []) };
        this.#soon(isLater ? () => this.#make(task, plan, row, run) : () => this.delivery.done(task, TOO_MANY));
        return [task];
      });
      this.#remember(run, { row, groups: begun, tasks });
    }
  }

  headOf(plan: StreamPlan, value: Json | undefined, row: Row, run: Run): Json | undefined {
    const { initialCount: start, label, head } = plan;
    if (!Array.isArray(value) || value.length <= start || !this.#mayPutOff(value.length - start)) return value;
    const stream: Stream = { path: placeIn(run, row, head.key), label, start };
    this.#remember(run, { row, groups: [], tasks: [], stream: { stream, key: head.key } });
    const items: readonly Json[] = value.slice(start);
    this.#soon(() => this.#makeItems(stream, plan, items, row, run));
    return value.slice(0, start);
  }

  /** What a run has put off and what still has a place, for good: nothing of it is known here afterwards. */
  takeWork(run: Run): Work {
    const left = this.#putOff.get(run) ?? [];
    this.#putOff.delete(run);
    const still = left.filter(({ row, stream }) => {
      if (run.hasClimbed && !isStanding(run.root, row)) return false;
      return stream === undefined || row.out[stream.key] !== null;
    });
    return {
      groups: still.flatMap(({ groups }) => groups),
      tasks: still.flatMap(({ tasks }) => tasks),
      streams: still.flatMap(({ stream }) => stream?.stream ?? []),
    };
  }

  letGo(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#schedule();
  }

  /** The parts, as many together as are ready when one is asked for. */
  async *parts(): AsyncGenerator<LaterPart, void, void> {
    while (!this.#isEnded) {
      if (this.#failure !== undefined) throw this.#failure.cause;
      const cause = this.#fatalError();
      if (cause !== undefined) this.delivery.abandon([cause]);
      const part = this.delivery.take();
      if (part !== undefined) {
        yield part;
        if (!part.hasNext) return;
        continue;
      }
      await this.#changed.promise;
      this.#changed = Promise.withResolvers();
      await nextTurn();
    }
  }

  /** Nobody asks for parts any more. */
  end(): void {
    this.#isEnded = true;
    this.#changed.resolve();
  }

  /** Without what failed nothing makes sense, so nothing more is told. */
  #fatalError(): GraphQLError | undefined {
    const { fatal } = this.#input.operation;
    return fatal && fieldError(fatal, { path: [], nodes: [] });
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#changed.resolve();
  }

  /** Whether there may be as many more; what may not be put off comes with what it stands in. */
  #mayPutOff(runs: number): boolean {
    if (this.#runs + runs > MAX_RUNS) return false;
    this.#runs += runs;
    return true;
  }

  /** Whether one more piece may be said not to come; thousands of them are not even mentioned. */
  #mayFail(): boolean {
    this.#failed += 1;
    return this.#failed <= MAX_FAILED;
  }

  #remember(run: Run, one: PutOff): void {
    const known = this.#putOff.get(run);
    if (known === undefined) this.#putOff.set(run, [one]);
    else known.push(one);
  }

  #groupsAt(row: Row, run: Run): ReadonlyMap<DeferUsage, Group> {
    for (let here: Row | undefined = row; here !== undefined; here = here.parent) {
      const known = this.#groups.get(here);
      if (known !== undefined) return known;
    }
    return this.#groups.get(run) ?? NO_GROUPS;
  }

  #soon(start: () => void): void {
    this.#waiting.push(this.#input.operation.trail?.bind(start) ?? start);
    if (this.#waiting.length === 1) this.#schedule();
  }

  /** All that waits begins in one turn, so that its loads are gathered. */
  #schedule(): void {
    if (this.#isHeld) return;
    nextTurn()
      .then(() => {
        const starts = this.#waiting;
        this.#waiting = [];
        for (const start of starts) start();
      })
      .catch((bug: unknown) => this.#fail(bug));
  }

  #make(task: Task, plan: SelectionPlan, row: Row, from: Run): void {
    if (from.hasClimbed && !isStanding(from.root, row)) return;
    const out: Record<string, unknown> = { ...plan.blank };
    const place = { path: task.path, nodes: (row.slot ?? from.place)?.nodes ?? [], isItem: false };
    const own: Row = { data: row.data, out, plan, parent: undefined, slot: undefined, index: undefined };
    this.#run(
      own,
      place,
      (run) => {
        this.#groups.set(run, this.#groupsAt(row, from));
        fillRows(plan, [own], run);
      },
      (run) => {
        const cause = this.#fatalError();
        const made =
          cause === undefined ? { data: run.root.data, errors: unique(run.errors) } : { data: null, errors: [cause] };
        this.delivery.done(task, { ...made, work: this.takeWork(run) });
      },
    );
  }

  #makeItems(stream: Stream, { item }: StreamPlan, items: readonly Json[], row: Row, from: Run): void {
    if (from.hasClimbed && !isStanding(from.root, row)) return;
    const tell = inOrder<StreamItem>(
      items.length,
      (one) => this.delivery.item(stream, one),
      () => this.delivery.ended(stream),
    );
    for (const [index, value] of items.entries()) {
      const out: Record<string, unknown> = { [ITEM]: null };
      const place = { path: [...stream.path, stream.start + index], nodes: item.nodes, isItem: true };
      const own: Row = { data: {}, out, plan: ITEM_PLAN, parent: undefined, slot: undefined, index: undefined };
      this.#run(
        own,
        place,
        (run) => fillValue(item, value, [own], run),
        (run) => {
          const { data } = run.root;
          tell(index, {
            item: data?.[ITEM] ?? null,
            isForbidden: data === null,
            errors: unique(run.errors),
            work: this.takeWork(run),
          });
        },
      );
    }
  }

  /** A run of its own; `ended` when nothing of it is pending any more. */
  #run(root: Row, place: Place, start: (run: Run) => void, ended: (run: Run) => void): void {
    const run: Run = {
      input: this.#input,
      root: { data: root.out },
      place,
      later: this,
      errors: [],
      hasClimbed: false,
      pending: 1,
      arrived: undefined,
      end: () => {
        run.pending -= 1;
        if (run.pending > 0) return;
        ended(run);
        this.#changed.resolve();
      },
      broken: (cause) => this.#fail(cause),
    };
    try {
      start(run);
      run.end();
    } catch (bug) {
      this.#fail(bug);
    }
  }
}

/** Fills what would come later into the object itself, unless the object tells of it already. */
function fillNow(plan: SelectionPlan, row: Row, run: Run): boolean {
  if (Object.keys(plan.blank).some((key) => Object.hasOwn(row.out, key))) return false;
  Object.assign(row.out, plan.blank);
  fillRows(plan, [{ ...row, plan }], run);
  return true;
}

/** Fragments of objects, their pieces, and items; each takes up to a kilobyte, and no page can show as many. */
const MAX_RUNS = 10_000;

const MAX_FAILED = 1_000;

const TOO_MANY: TaskResult = {
  data: null,
  errors: [
    new GraphQLError(`An answer has at most ${MAX_RUNS} later pieces; this one was not made.`, {
      extensions: { code: 'OPERATION_TOO_COSTLY' },
    }),
  ],
  work: { groups: [], tasks: [], streams: [] },
};

const NO_GROUPS: ReadonlyMap<DeferUsage, Group> = new Map();

const ITEM_PLAN: SelectionPlan = {
  typeName: '',
  blank: {},
  leaves: [],
  objects: [],
  calls: [],
  write: undefined,
};

/** An error that fails several non-null fields of one object is one error. */
function unique(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  return errors.length < 2 ? errors : [...new Set(errors)];
}
