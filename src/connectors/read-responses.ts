import type { ConstDirectiveNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dialect, Selection } from '../mapping/ast.ts';
import { givenNode } from './argument-node.ts';
import type { ErrorMapping } from './connector.ts';
import { readMapping } from './read-mapping.ts';

/** How a directive judges responses; what did not parse is left out. */
export interface ResponsesReading {
  readonly errors: ErrorMapping;
  readonly isSuccess?: Selection;
  /** Both members of `errors` parsed, or are not there. */
  readonly errorsComplete: boolean;
}

/** Where a directive stands, for messages. */
export interface DirectiveHost {
  /** Name of one of its arguments: `` `@connect(isSuccess:)` on `Query.tickets` `` */
  readonly argument: (path: string) => string;
  readonly dialect: Dialect;
}

/** Reads `errors` and `isSuccess`, which `@source` and `@connect` share. */
export function readResponses(
  directive: ConstDirectiveNode,
  host: DirectiveHost,
  findings: Diagnostic[],
): ResponsesReading {
  const read = (path: readonly [string, ...string[]], code: string) => {
    const node = givenNode(directive, ...path);
    const mappingHost = { name: host.argument(path.join('.')), code, dialect: host.dialect };
    return { written: node !== undefined, selection: node && readMapping(node, mappingHost, findings) };
  };
  const message = read(['errors', 'message'], 'INVALID_ERRORS_MESSAGE');
  const extensions = read(['errors', 'extensions'], 'INVALID_ERRORS_MESSAGE');
  const isSuccess = read(['isSuccess'], 'INVALID_IS_SUCCESS').selection;
  return {
    errors: {
      ...(message.selection === undefined ? {} : { message: message.selection }),
      ...(extensions.selection === undefined ? {} : { extensions: extensions.selection }),
    },
    ...(isSuccess === undefined ? {} : { isSuccess }),
    errorsComplete: [message, extensions].every(({ written, selection }) => written === (selection !== undefined)),
  };
}
