import type { SettingsFault } from '../settings-fault.ts';

/** Names and indices from the root of a file. */
export type Path = readonly (string | number)[];

/** What a file of the Router's says in our words, while it is being read. */
export interface Translation {
  /** Sets one of our settings; what is put later wins. `from` is where it stands in the file. */
  put(ours: Path, value: unknown, from: Path): void;
  /** The names under which something was put below `path` so far. */
  namesBelow(path: Path): readonly string[];
  refuse(fault: SettingsFault): void;
}

export interface Translated {
  /** Of the shape of overlap.yaml, not checked. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly faults: readonly SettingsFault[];
  /** Where in the file one of our settings comes from; the nearest one around it, if that very one was not put. */
  origin(ours: Path): Path;
}

export function createTranslation(): Translation & { finish(): Translated } {
  const root: Tree = new Map();
  const origins = new Map<string, Path>();
  const faults: SettingsFault[] = [];
  const origin = (ours: Path): Path => origins.get(keyOf(ours)) ?? (ours.length === 0 ? [] : origin(ours.slice(0, -1)));
  return {
    put(ours, value, from) {
      for (let length = 1; length < ours.length; length++) {
        const above = keyOf(ours.slice(0, length));
        if (!origins.has(above)) origins.set(above, around(from, ours[length - 1]));
      }
      origins.set(keyOf(ours), from);
      set(root, ours.map(String), value);
    },
    namesBelow: (path) => [...(find(root, path.map(String))?.keys() ?? [])],
    refuse: (fault) => void faults.push(fault),
    finish: () => ({ input: plain(root), faults, origin }),
  };
}

/** The part of a path up to a name, if the name is in it. */
function around(path: Path, name: string | number | undefined): Path {
  const at = path.lastIndexOf(name ?? '');
  return at === -1 ? path : path.slice(0, at + 1);
}

type Tree = Map<string, unknown>;

function set(tree: Tree, [name, ...below]: readonly string[], value: unknown): void {
  if (name === undefined) return;
  if (below.length === 0) {
    tree.set(name, value);
    return;
  }
  const inner: unknown = tree.get(name);
  const branch: Tree = inner instanceof Map ? inner : new Map();
  tree.set(name, branch);
  set(branch, below, value);
}

function find(tree: Tree, [name, ...below]: readonly string[]): Tree | undefined {
  if (name === undefined) return tree;
  const inner: unknown = tree.get(name);
  return inner instanceof Map ? find(inner, below) : undefined;
}

function plain(tree: Tree): Record<string, unknown> {
  return Object.fromEntries([...tree].map(([name, value]) => [name, value instanceof Map ? plain(value) : value]));
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
