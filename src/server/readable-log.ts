import { isArray, isObject, type Json, type JsonObject } from '../json/json.ts';
import { parseJson } from '../json/parse-json.ts';

const LEVELS: ReadonlyMap<Json | undefined, string> = new Map<Json | undefined, string>([
  [20, 'debug'],
  [30, 'info'],
  [40, 'warn'],
  [50, 'error'],
  [60, 'fatal'],
]);

/**
 * A line of pino's JSON for people: `12:03:04 query Dashboard 200 in 12.3 ms UPSTREAM_TIMEOUT`. What is no such line
 * stays as it is. Pure.
 */
export function readableLine(line: string): string {
  const parsed = parseJson(line);
  if (!parsed.ok || !isObject(parsed.value)) return line;
  const { level, time, msg, err, ...fields } = parsed.value;
  const clock = typeof time === 'string' ? time.slice(11, 19) : '';
  const name = LEVELS.get(level) ?? 'info';
  const said = msg === 'operation' ? operation(fields) : `${text(msg)}${rest(fields)}`;
  const stack = isObject(err) ? `\n${text(err.stack ?? err.message)}` : '';
  return `${clock} ${name === 'info' ? '' : `${name} `}${said}${stack}\n`;
}

function operation(fields: JsonObject): string {
  const { operationType, operationName, status, durationMs, calls, factor, errorCodes } = fields;
  const what = [text(operationType ?? 'request'), text(operationName)].filter((part) => part !== '').join(' ');
  const codes = isArray(errorCodes) ? errorCodes.map(text).join(' ') : '';
  const overlapped = factor === undefined ? '' : `, ${text(calls)} ${calls === 1 ? 'call' : 'calls'}, ${text(factor)}×`;
  return `${what} ${text(status)} in ${text(durationMs)} ms${overlapped}${codes === '' ? '' : ` ${codes}`}`;
}

function rest(fields: JsonObject): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}=${text(value)}`)
    .join('');
}

function text(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
