import type { FormattedExecutionResult } from 'graphql';
import type { Json } from '../json/json.ts';
import { printJson } from '../json/print-json.ts';

/**
 * The text of an answer, or its bytes: compact, with all digits of big integers, errors first. Equal operations in flight
 * share their data, and so its text.
 */
export function printResult({ data, errors, extensions }: FormattedExecutionResult): string | Buffer {
  if (errors === undefined && extensions === undefined && data) {
    const known = recent.find((printed) => printed.data === data);
    if (known === undefined) return keep(data, printJson({ data } as Json));
    // A second asker: from now on its bytes are at hand.
    if (typeof known.text === 'string') known.text = Buffer.from(known.text);
    return known.text;
  }
  const members = { ...(errors && { errors }), ...(data !== undefined && { data }), ...(extensions && { extensions }) };
  return printJson(members as unknown as Json);
}

interface Printed {
  data: object | undefined;
  text: string | Buffer;
}

/** Whoever waited for one answer is told in one go: few are remembered, and the collector never looks for keys of a WeakMap. */
const recent: readonly Printed[] = Array.from({ length: 4 }, () => ({ data: undefined, text: '' }));
let next = 0;

function keep(data: object, text: string): string {
  const place = recent[next];
  next = (next + 1) % recent.length;
  if (place !== undefined) Object.assign(place, { data, text });
  return text;
}
