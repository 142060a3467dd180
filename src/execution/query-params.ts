import { isArray, isObject, type Json } from '../json/json.ts';
import { keysOf } from '../json/key-order.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Selection } from '../mapping/ast.ts';
import { compileSelection } from '../mapping/compile.ts';
import type { Scope } from '../mapping/scope.ts';
import { encodeValue } from '../templates/percent-encoding.ts';
import { scalarText } from '../templates/scalar-text.ts';
import { NO_INPUT } from './no-input.ts';
import { notBuilt, type RequestFault } from './request-fault.ts';

/** A query string without `?`, possibly empty. */
export type ExpandQuery = (scope: Scope) => Outcome<string, RequestFault>;

/**
 * Compiles a `queryParams` mapping. A null parameter is left out and an array repeats its key, in the order of the
 * mapping; a null within an array is an empty value. Nothing without a mapping. Pure.
 */
export function compileQueryParams(selection: Selection | undefined): ExpandQuery | undefined {
  if (selection === undefined) return undefined;
  const compiled = compileSelection(selection);
  return (scope) => {
    const params = compiled.evaluate(NO_INPUT, scope);
    if (params === undefined) return success('');
    if (!isObject(params)) return failed(notBuilt('A `queryParams` mapping must yield an object.'));
    const pairs: string[] = [];
    for (const key of keysOf(params)) {
      const value = params[key] ?? null;
      if (value === null) continue;
      for (const one of isArray(value) ? value : [value]) {
        const text = scalarText(one);
        if (text === undefined) return failed(nested(one));
        pairs.push(`${encodeValue(key)}=${encodeValue(text)}`);
      }
    }
    return success(pairs.join('&'));
  };
}

function nested(value: Json): RequestFault {
  const found = isArray(value) ? 'an array in an array' : 'an object';
  return notBuilt(`\`queryParams\` holds ${found}, for which query strings have no form.`);
}
