import { isArray } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Selection } from '../mapping/ast.ts';
import { compileSelection } from '../mapping/compile.ts';
import type { Scope } from '../mapping/scope.ts';
import { encodeValue } from '../templates/percent-encoding.ts';
import { scalarText } from '../templates/scalar-text.ts';
import { isDotSegment } from './expand-segments.ts';
import { appendElement } from './join-url.ts';
import { NO_INPUT } from './no-input.ts';
import { notBuilt, type RequestFault } from './request-fault.ts';

/** Adds what a `path` mapping yields to a path. */
export type ExtendPath = (path: string, scope: Scope) => Outcome<string, RequestFault>;

/**
 * Compiles a `path` mapping: each element of the array it yields is one encoded segment. Elements are optional by
 * construction: a null or empty one leaves at most a slash. Nothing without a mapping. Pure.
 */
export function compilePathElements(selection: Selection | undefined): ExtendPath | undefined {
  if (selection === undefined) return undefined;
  const compiled = compileSelection(selection);
  return (path, scope) => {
    const elements = compiled.evaluate(NO_INPUT, scope);
    if (elements === undefined) return success(path);
    if (!isArray(elements)) return failed(notBuilt('A `path` mapping must yield an array.'));
    let extended = path;
    for (const element of elements) {
      const text = scalarText(element);
      if (text === undefined) return failed(notBuilt('An element of `path` is neither text nor number nor boolean.'));
      if (isDotSegment(text))
        return failed(notBuilt('An element of `path` is `.` or `..`, which would lead elsewhere.'));
      extended = appendElement(extended, encodeValue(text));
    }
    return success(extended);
  };
}
