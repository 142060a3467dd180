import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import type { Gateway, LiveResult, Logger } from '../../gateway.ts';
import type { Json } from '../../json/json.ts';
import { printJson } from '../../json/print-json.ts';
import { maskError } from '../mask-error.ts';
import { MAX_ERRORS, shortError } from '../short-error.ts';

/** Results as clients see them: what is printed once is sent to all. */
export interface LiveFrames {
  /** The bytes of a result in some framing, which is named by its content type. */
  bytesOf(frame: LiveResult, framing: { readonly contentType: string; next(payload: string): string }): Buffer;
  /** A result that is sent once. */
  textOf(result: ExecutionResult): string;
}

export function createLiveFrames({ settings }: Pick<Gateway, 'settings'>, logger: Logger): LiveFrames {
  const mask = { mode: settings.mode, logger, requestId: 'live' };
  return { bytesOf, textOf };

  function bytesOf(
    frame: LiveResult,
    { contentType, next }: { readonly contentType: string; next(payload: string): string },
  ): Buffer {
    frame.printed ??= new Printed(textOfFrame(frame));
    const { text, bytes } = frame.printed as Printed;
    const known = bytes.get(contentType);
    if (known !== undefined) return known;
    const made = Buffer.from(next(text));
    bytes.set(contentType, made);
    return made;
  }

  function textOfFrame({ result, fingerprint }: LiveResult): string {
    return result.errors === undefined && result.extensions === undefined ? fingerprint : textOf(result);
  }

  function textOf({ errors, ...rest }: ExecutionResult): string {
    const formatted = errors?.map((error) => maskError(error, mask));
    return printJson({ ...(formatted && { errors: formatted }), ...rest } as unknown as Json);
  }
}

/** Errors of an operation that was not run, as clients see them. */
export function refusedErrors(
  errors: readonly { toJSON(): GraphQLFormattedError }[],
): readonly GraphQLFormattedError[] {
  return errors.slice(0, MAX_ERRORS).map((error) => {
    const { extensions, ...rest } = error.toJSON();
    return { ...shortError(rest), extensions: { code: 'BAD_USER_INPUT', ...extensions } };
  });
}

class Printed {
  readonly text: string;
  readonly bytes = new Map<string, Buffer>();

  constructor(text: string) {
    this.text = text;
  }
}
