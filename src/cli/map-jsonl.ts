import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { isObject } from '../json/json.ts';
import { parseJson } from '../json/parse-json.ts';
import { printJson } from '../json/print-json.ts';
import { type AnswerLine, errorAnswer } from './map-line.ts';

/**
 * Answers every line of JSON with one line of JSON, in order. A line that is none, an empty one included, gets an
 * `error` and stops nothing; only the end of the input may lack its line break. Answers leave as soon as the lines
 * read so far are done. Ends early, without a word, when nobody reads the answers any more.
 */
export async function answerLines(
  input: AsyncIterable<Uint8Array>,
  output: Writable,
  answer: AnswerLine,
): Promise<void> {
  let readerIsGone = false;
  output.once('error', () => {
    readerIsGone = true;
  });
  const decoder = new TextDecoder();
  let started: string[] = [];
  for await (const chunk of input) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const rest = lines.pop() ?? '';
    const [first, ...others] = lines;
    if (first === undefined) {
      started.push(rest);
      continue;
    }
    const whole = [[...started, first].join(''), ...others];
    started = [rest];
    await write(output, whole.map((line) => `${answerLine(line, answer)}\n`).join(''));
    if (readerIsGone) return;
  }
  const last = started.join('') + decoder.decode();
  if (last !== '') await write(output, `${answerLine(last, answer)}\n`);
}

function answerLine(text: string, answer: AnswerLine): string {
  const line = parseJson(text);
  if (!line.ok) return printJson(errorAnswer({ message: `The line ${line.failure.message}.` }));
  if (!isObject(line.value)) return printJson(errorAnswer({ message: 'The line is not a JSON object.' }));
  try {
    return printJson(answer(line.value));
  } catch (error) {
    // A fault of ours, or a value too deep for the stack: it costs this line only.
    const reason = error instanceof Error ? error.message : String(error);
    return printJson(errorAnswer({ message: `The line could not be answered: ${reason}.` }));
  }
}

async function write(output: Writable, text: string): Promise<void> {
  if (output.write(text) || output.destroyed) return;
  await once(output, 'drain').catch(() => undefined); // an error is noticed by its own listener
}
