import type { GraphQLError } from 'graphql';
import { remember } from '../memo/remember.ts';
import type { LaterPart, Pending } from './part.ts';
import { createTold } from './told.ts';
import type { Group, Stream, StreamItem, Task, TaskResult, Work } from './work.ts';

/**
 * Decides what may be told when: a fragment when all of its tasks are done and the fragment around it was told, its
 * data once even if several fragments ask for it, a list in its order. Tasks and items may be made in any order, even
 * before anything has announced them. (The working draft of incremental delivery for the GraphQL specification.)
 */
export interface Delivery {
  /** Takes in what the first part left, and tells what it announces. Nothing announced: nothing follows. */
  begin(work: Work): readonly Pending[];
  done(task: Task, result: TaskResult): void;
  /** The next item of a list; in their order. */
  item(stream: Stream, item: StreamItem): void;
  /** There are no more items. */
  ended(stream: Stream): void;
  /** Fails whatever is still to come. */
  abandon(errors: readonly GraphQLError[]): void;
  /** All that may be told now and was not yet; undefined while there is nothing. */
  take(): LaterPart | undefined;
  /** Whether nothing follows. */
  isOver(): boolean;
}

interface GroupNode {
  readonly group: Group;
  /** Those that no fragment has told yet. */
  readonly tasks: Set<TaskNode>;
  readonly children: GroupNode[];
  /** Given when it is announced. */
  id: string | undefined;
  /** Why it fails, before anybody has heard of it. */
  failure: readonly GraphQLError[] | undefined;
  /** Told, failed, or never to come. */
  isGone: boolean;
}

interface TaskNode {
  readonly task: Task;
  readonly groups: readonly GroupNode[];
  result: TaskResult | undefined;
}

interface StreamNode {
  readonly stream: Stream;
  readonly waiting: StreamItem[];
  id: string | undefined;
  isEnded: boolean;
}

export function createDelivery(): Delivery {
  const groups = new Map<Group, GroupNode>();
  const tasks = new Map<Task, TaskNode>();
  const streams = new Map<Stream, StreamNode>();
  const early = new Map<Task, TaskResult>();
  /** Announced and not completed. */
  const open = new Set<GroupNode | StreamNode>();
  let nextId = 0;
  const told = createTold();

  return {
    begin(work) {
      const roots = integrate(work);
      announceGroups(roots);
      for (const stream of work.streams) announceStream(stream);
      const announced = told.takePending();
      completeReady(roots);
      for (const stream of work.streams) flush(nodeOf(stream));
      return announced;
    },
    done(task, result) {
      const node = tasks.get(task);
      if (node === undefined) early.set(task, result);
      else settle(node, result);
    },
    item(stream, item) {
      const node = nodeOf(stream);
      if (node.isEnded) return;
      node.waiting.push(item);
      if (item.isForbidden) node.isEnded = true;
      flush(node);
    },
    ended(stream) {
      const node = nodeOf(stream);
      node.isEnded = true;
      flush(node);
    },
    abandon(errors) {
      for (const node of open) {
        if ('isGone' in node) node.isGone = true;
        if (node.id !== undefined) told.complete({ id: node.id, errors });
      }
      open.clear();
    },
    take: () => told.take(open.size > 0),
    isOver: () => open.size === 0,
  };

  /** Makes nodes of what was left for later, and answers the groups that stand in no other. */
  function integrate(work: Work): readonly GroupNode[] {
    const roots: GroupNode[] = [];
    for (const group of work.groups) {
      const node: GroupNode = {
        group,
        tasks: new Set(),
        children: [],
        id: undefined,
        failure: undefined,
        isGone: false,
      };
      groups.set(group, node);
      if (group.parent === undefined) {
        roots.push(node);
        continue;
      }
      const parent = groups.get(group.parent);
      // What stands in a fragment that has failed never comes.
      if (parent === undefined || parent.isGone) node.isGone = true;
      else parent.children.push(node);
    }
    // All of them first: one that is done already must not complete a group of which more is to come.
    const added = work.tasks.map((task) => {
      const node: TaskNode = {
        task,
        groups: task.groups.flatMap((group) => groups.get(group) ?? []),
        result: undefined,
      };
      tasks.set(task, node);
      for (const group of node.groups) group.tasks.add(node);
      return node;
    });
    for (const node of added) {
      const known = early.get(node.task);
      early.delete(node.task);
      if (known !== undefined) settle(node, known);
    }
    return roots;
  }

  /** A task is done; groups that waited for it may be complete. */
  function settle(node: TaskNode, result: TaskResult): void {
    const waiting = node.groups.filter(({ isGone }) => !isGone);
    if (waiting.length === 0) return;
    if (result.data === null) {
      // What nobody has heard of says later why it fails, unless others say it now.
      const isHeard = waiting.some(({ id }) => id !== undefined);
      for (const group of waiting) {
        if (isHeard) fail(group, result.errors);
        else group.failure ??= result.errors;
      }
      return;
    }
    node.result = result;
    integrate(result.work);
    completeReady(waiting);
  }

  function announceGroups(nodes: readonly GroupNode[]): void {
    for (const node of nodes) {
      if (node.isGone) continue;
      if (node.tasks.size === 0) {
        // A fragment of which nothing is left to tell is not spoken of; those within it may be.
        node.isGone = true;
        announceGroups(node.children);
        continue;
      }
      node.id = announce(node);
      const { path, label } = node.group;
      told.pending({ id: node.id, path, ...(label !== undefined && { label }) });
      if (node.failure !== undefined) fail(node, node.failure);
    }
  }

  function announceStream(stream: Stream): void {
    const node = nodeOf(stream);
    node.id = announce(node);
    const { path, label, start } = stream;
    told.pending({ id: node.id, path, ...(label !== undefined && { label }), start });
  }

  function announce(node: GroupNode | StreamNode): string {
    open.add(node);
    nextId += 1;
    return String(nextId - 1);
  }

  /** Tells the announced groups whose tasks are all done, and then those within them. */
  function completeReady(nodes: readonly GroupNode[]): void {
    for (const node of nodes) {
      const { id, children } = node;
      if (id === undefined || node.isGone) {
        // Not spoken of itself, but those within it may be.
        if (node.isGone && id === undefined) completeReady(children);
        continue;
      }
      if ([...node.tasks].some(({ result }) => result === undefined)) continue;
      const left = [...node.tasks].flatMap((task) => tell(task, node.group.path.length, id));
      told.complete({ id });
      open.delete(node);
      node.isGone = true;
      for (const stream of left) announceStream(stream);
      announceGroups(children);
      completeReady(children);
      for (const stream of left) flush(nodeOf(stream));
    }
  }

  /** Tells the data of a task in the name of the deepest group it belongs to; answers the streams it left. */
  function tell(node: TaskNode, depth: number, id: string): readonly Stream[] {
    const { task, result } = node;
    for (const group of node.groups) group.tasks.delete(node);
    tasks.delete(task);
    if (result === undefined || result.data === null) return [];
    let deepest = depth;
    let bestId = id;
    for (const { group, id: other, isGone } of node.groups) {
      if (other === undefined || isGone || group.path.length <= deepest) continue;
      deepest = group.path.length;
      bestId = other;
    }
    const subPath = task.path.slice(deepest);
    const { data, errors, work } = result;
    told.data({
      id: bestId,
      ...(subPath.length > 0 && { subPath }),
      data,
      ...(errors.length > 0 && { errors }),
    });
    return work.streams;
  }

  /** A null has climbed out of a fragment: it, and all within it, never come. */
  function fail(node: GroupNode, errors: readonly GraphQLError[]): void {
    if (node.isGone) return;
    node.isGone = true;
    open.delete(node);
    if (node.id !== undefined) told.complete({ id: node.id, errors });
    for (const child of node.children) fail(child, errors);
  }

  function nodeOf(stream: Stream): StreamNode {
    return remember(streams, stream, () => ({ stream, waiting: [], id: undefined, isEnded: false }));
  }

  /** Tells the items that are there. */
  function flush(node: StreamNode): void {
    const { id, waiting } = node;
    if (id === undefined || !open.has(node)) return;
    for (const { item, isForbidden, errors, work } of waiting.splice(0)) {
      if (isForbidden) {
        told.complete({ id, errors });
        open.delete(node);
        return;
      }
      told.item(id, item, errors);
      const roots = integrate(work);
      announceGroups(roots);
      for (const stream of work.streams) announceStream(stream);
      completeReady(roots);
      for (const stream of work.streams) flush(nodeOf(stream));
    }
    if (!node.isEnded) return;
    told.complete({ id });
    open.delete(node);
  }
}
