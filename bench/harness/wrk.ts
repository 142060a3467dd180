import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BenchRequest, NUMBER } from './request.ts';
import { CORES } from './start-process.ts';

export interface LoadFigures {
  readonly requests: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Of one answer, head included, on average; with what had come of those that were cut off at the end. */
  readonly bytes: number;
  /** Of one whole answer's body, on average, when they were looked into; otherwise 0. */
  readonly bodyBytes: number;
}

export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Where counting begins, for requests that bear a number; of ten digits, as the place held for it. */
  readonly firstNumber: number;
  /** Also look into each answer: one with errors is then no success. It costs the load's core, so not while timing. */
  readonly lookInside?: boolean;
}

/**
 * Loads a server by wrk. Throws when any answer was not a success: such figures mean nothing. That there was no answer
 * at all is for the caller to judge: a slow server that has just been started may need more than a second for a hundred.
 */
export async function load(origin: string, request: BenchRequest, options: LoadOptions): Promise<LoadFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'overlap-wrk-'));
  try {
    const script = join(folder, 'request.lua');
    writeFileSync(script, luaOf(request, options));
    const { connections, seconds } = options;
    const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, origin];
    const { stdout } = await promisify(execFile)('taskset', ['-c', String(CORES.others), 'wrk', ...flags]);
    const line = /^figures (.*)$/m.exec(stdout)?.[1];
    if (line === undefined) throw new Error(`wrk said something else:\n${stdout}`);
    const [requests = 0, us = 1, medianUs = 0, p99Us = 0, failed = 0, withErrors = 0, bytes = 0, bodies = 0] = line
      .split(' ')
      .map(Number);
    if (failed + withErrors > 0)
      throw new Error(`${failed} of ${requests} answers were no success, ${withErrors} had errors:\n${stdout}`);
    return {
      requests,
      perSecond: (requests / us) * 1e6,
      medianMs: medianUs / 1e3,
      p99Ms: p99Us / 1e3,
      bytes: bytes / requests,
      bodyBytes: bodies / requests,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text is built once where it is always the same, and around the number where it is not. */
function luaOf({ method, path, headers, body }: BenchRequest, { firstNumber, lookInside }: LoadOptions): string {
  const pairs = Object.entries(headers).map(([name, value]) => `[${quoted(name)}] = ${quoted(value)}`);
  const isNumbered = [path, body ?? '', ...Object.values(headers)].some((text) => text.includes(NUMBER));
  return `
local number = ${firstNumber}
local template
function init(args)
  template = wrk.format(${quoted(method)}, ${quoted(path)}, { ${pairs.join(', ')} }, ${body === undefined ? 'nil' : quoted(body)})
end
function request()
  ${isNumbered ? `number = number + 1\n  return (string.gsub(template, ${quoted(NUMBER)}, string.format("%d", number)))` : 'return template'}
end
${lookInside === true ? LOOK_INSIDE : ''}
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("figures %d %d %d %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout,
    only and only:get("withErrors") or 0, summary.bytes, only and only:get("bodyBytes") or 0))
end
`;
}

/** Threads of wrk have worlds of their own; what one has counted is read from it at the end. */
const LOOK_INSIDE = `
withErrors = 0
bodyBytes = 0
function setup(thread) only = thread end
function response(status, headers, body)
  bodyBytes = bodyBytes + #body
  if body:find('"errors":', 1, true) then
    withErrors = withErrors + 1
    if withErrors == 1 then io.write(body:sub(1, 1000), "\\n") end
  end
end`;

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
