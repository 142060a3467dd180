import { isArray, isObject, type Json, ownMember } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { PathTree } from '../mapping/path-tree.ts';
import { collectReferences } from '../mapping/references.ts';
import type { Scope } from '../mapping/scope.ts';
import { expandPieces, type Piece } from '../templates/piece.ts';
import { notBuilt, type RequestFault } from './request-fault.ts';

/** The path of a URL template, ready to be filled in. */
export type ExpandPath = (scope: Scope) => Outcome<string, RequestFault>;

/**
 * Compiles the segments of a path. A segment that consists of holes and comes out empty addresses something else
 * than meant (`/users/` is the list), so it is a fault unless `allowEmpty`. One that comes out as `.` or `..` would
 * walk up the path (RFC 3986 §5.2.4) and always is; the author's own constant segments stay as they are. Pure.
 */
export function compileSegments(segments: readonly (readonly Piece[])[], allowEmpty: boolean): ExpandPath {
  const parts = mergeConstants(segments.map((segment) => constantOf(segment) ?? compileSegment(segment, allowEmpty)));
  const [only, ...others] = parts;
  if (typeof only === 'string' && others.length === 0) {
    const constant = success(only);
    return () => constant;
  }
  return (scope) => {
    let path = '';
    for (const part of parts) {
      if (typeof part === 'string') {
        path += part;
        continue;
      }
      const text = part(scope);
      if (!text.ok) return text;
      path += text.value;
    }
    return success(path);
  };
}

/** The text of a segment without holes. */
function constantOf(segment: readonly Piece[]): string | undefined {
  let text = '';
  for (const piece of segment) {
    if (piece.kind === 'Hole') return undefined;
    text += piece.text;
  }
  return text;
}

/** Segments with the slashes between them, constant ones in one piece. */
function mergeConstants(segments: readonly (string | ExpandPath)[]): readonly (string | ExpandPath)[] {
  const parts: (string | ExpandPath)[] = [];
  const add = (part: string | ExpandPath): void => {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  for (const [index, segment] of segments.entries()) {
    if (index > 0) add('/');
    add(segment);
  }
  return parts;
}

/** Whether a URL client would take this segment for "here" or "one up"; `%2e` counts as a dot (WHATWG URL). */
export function isDotSegment(segment: string): boolean {
  return segment.length <= 6 && /^(?:\.|%2e){1,2}$/i.test(segment);
}

function compileSegment(segment: readonly Piece[], allowEmpty: boolean): ExpandPath {
  const holes = segment.filter((piece) => piece.kind === 'Hole');
  const [first] = holes;
  if (first === undefined) return () => success('');
  const mustHaveText = holes.length === segment.length && !allowEmpty;
  const parentMembers = holes.flatMap(({ selection }) =>
    collectReferences(selection).filter(({ name }) => name === '$this'),
  );
  const written = holes.map(({ selection }) => `{${selection.text}}`).join('');
  return (scope) => {
    const expanded = expandPieces(segment, scope);
    if (!expanded.ok) return failed({ kind: 'not built', ...expanded.failure });
    const text = expanded.value;
    if (text === '' && mustHaveText) {
      const parent = scope.$this;
      if (parentMembers.some(({ path }) => hasNullMember(parent, path))) return failed({ kind: 'null key' });
      return failed({ ...notBuilt(`\`${written}\` is a whole segment of the path and is empty.`), span: first.span });
    }
    if (isDotSegment(text)) {
      const message = `\`${written}\` makes a segment of the path \`.\` or \`..\`, which would lead elsewhere.`;
      return failed({ ...notBuilt(message), span: first.span });
    }
    return expanded;
  };
}

/** Whether a value lacks one of the members that a tree names, or has it as null. */
function hasNullMember(value: Json | undefined, tree: PathTree): boolean {
  if (value === undefined || value === null) return true;
  if (isArray(value)) return value.some((element) => hasNullMember(element, tree));
  for (const [name, below] of tree) {
    if (!isObject(value) || hasNullMember(ownMember(value, name), below)) return true;
  }
  return false;
}
