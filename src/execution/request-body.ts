import { isObject } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { printJson } from '../json/print-json.ts';
import type { Selection } from '../mapping/ast.ts';
import { compileSelection } from '../mapping/compile.ts';
import type { Scope } from '../mapping/scope.ts';
import { encodeForm } from './form-encoding.ts';
import { NO_INPUT } from './no-input.ts';
import { notBuilt, type RequestFault } from './request-fault.ts';

/** The text of a body; empty when there is none. The content type decides between JSON and a form. */
export type BuildBody = (scope: Scope, contentType: string | undefined) => Outcome<string, RequestFault>;

/** Compiles a `body` mapping; whatever the verb, it is sent. Pure. */
export function compileBody(selection: Selection): BuildBody {
  const compiled = compileSelection(selection);
  return (scope, contentType) => {
    const body = compiled.evaluate(NO_INPUT, scope);
    if (body === undefined) return success('');
    if (!isForm(contentType)) return success(printJson(body));
    return isObject(body) ? success(encodeForm(body)) : failed(notBuilt('The body of a form must be an object.'));
  };
}

/** Exactly that type: with a parameter (`; charset=utf-8`) the body is JSON. */
function isForm(contentType: string | undefined): boolean {
  return contentType?.toLowerCase() === 'application/x-www-form-urlencoded';
}
