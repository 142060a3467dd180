import type { ConstValueNode, StringValueNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dialect, Selection } from '../mapping/ast.ts';
import { parseSelection } from '../mapping/parser.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { characterInString } from './string-span.ts';

/** A mapping argument: what it is called in messages, and the code of its faults. */
export interface MappingHost {
  /** `` `@connect(http.body:)` on `Query.tickets` `` */
  readonly name: string;
  readonly code: string;
  readonly dialect: Dialect;
}

/** Parses a mapping argument; `undefined` after reporting one finding. White space and comments alone are nothing. */
export function readMapping(node: ConstValueNode, host: MappingHost, findings: Diagnostic[]): Selection | undefined {
  const text = readString(node, host.name, findings);
  if (text === undefined) return undefined;
  if (isEmpty(text.value)) {
    findings.push(fault(host.code, `${host.name} is empty.`, placeOfNode(text), 'Write a mapping, or leave it out.'));
    return undefined;
  }
  const selection = parseSelection(text.value, host.dialect);
  if (selection.ok) return selection.value;
  const { message, hint, span } = selection.failure;
  findings.push(fault(host.code, `${host.name} does not parse: ${message}`, characterInString(text, span.start), hint));
  return undefined;
}

/** A value that has to be a string; `undefined` after reporting one `GRAPH_QL_ERROR`. */
export function readString(node: ConstValueNode, name: string, findings: Diagnostic[]): StringValueNode | undefined {
  if (node.kind === 'StringValue') return node;
  findings.push(fault('GRAPH_QL_ERROR', `${name} must be a string.`, placeOfNode(node)));
  return undefined;
}

function isEmpty(text: string): boolean {
  return /^(?:[ \t\r\n]|#[^\n]*)*$/.test(text);
}
