import type { AnswerFreshness } from '../answer-freshness.ts';
import type { Logger } from '../gateway.ts';
import type { Settings } from '../settings/settings.ts';
import { entityTagOf, hasMatch, varyOf } from './cache-headers.ts';
import type { Caller } from './caller.ts';
import { codingFor, MIN_ENCODED_BYTES } from './coding.ts';
import { failCaller } from './fail-caller.ts';
import type { Printed } from './print-result.ts';

/** The answer to an operation, before it is known how the client wants it. */
export interface OperationSent {
  readonly status: number;
  readonly printed: Printed;
  readonly contentType: string | undefined;
  /** Beside these, names and values in turn. */
  readonly lines: readonly string[];
  readonly cacheControl: string | undefined;
  /** Also says what it depends on. */
  readonly freshness: AnswerFreshness | undefined;
  /** It ran, and nothing failed or is stale. */
  readonly isHealthy: boolean;
}

/**
 * Sends an answer in the coding that the client likes best, and with a validator to whoever may ask again by `GET`: for one who
 * has the same bytes already, 304 is enough.
 */
export function sendOperation(
  caller: Caller,
  sent: OperationSent,
  compression: Settings['http']['compression'],
  logger: Logger,
): void {
  const { headers, method } = caller.request;
  const { printed, freshness } = sent;
  const coding = compression && mayBeEncoded(sent) ? codingFor(headers['accept-encoding']) : undefined;
  const lines = [...sent.lines];
  if (sent.cacheControl !== undefined) lines.push('cache-control', sent.cacheControl);
  if (sent.isHealthy && method === 'GET') {
    const entityTag = entityTagOf(printed, sent.contentType, coding);
    lines.push('etag', entityTag);
    if (hasMatch(headers['if-none-match'], entityTag)) {
      caller.send({ status: 304, body: '', lines, vary: varyOf(freshness) });
      return;
    }
  }
  if (sent.contentType !== undefined) lines.push('content-type', sent.contentType);
  const { status } = sent;
  const vary = varyOf(freshness);
  if (coding === undefined) caller.send({ status, body: printed.body, lines, vary });
  else {
    printed.encoded(coding).then(
      (bytes) => caller.send({ status, body: bytes, lines: [...lines, 'content-encoding', coding], vary }),
      (error: unknown) => failCaller(caller, error, logger),
    );
  }
}

/** Short texts gain nothing, and an event must never wait for others in a compressor. */
function mayBeEncoded({ printed, contentType }: OperationSent): boolean {
  return printed.text.length >= MIN_ENCODED_BYTES && contentType?.startsWith('text/event-stream') !== true;
}
