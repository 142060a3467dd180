import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isAboutNull } from '../execution/null-error.ts';
import type { Logger } from '../gateway.ts';
import type { Mode } from '../settings/settings.ts';

export interface MaskOptions {
  readonly mode: Mode;
  readonly logger: Logger;
  readonly requestId: string;
}

/**
 * An error as the client sees it. One that somebody meant for clients passes; anything else that was thrown says
 * nothing of itself in production, and gets an id under which the log tells the rest.
 */
export function maskError(error: GraphQLError, options: MaskOptions): GraphQLFormattedError {
  const { originalError } = error;
  if (originalError === undefined || originalError instanceof GraphQLError || isAboutNull(originalError)) {
    return error.toJSON();
  }
  const { locations, path } = error;
  const masked = unexpected(originalError, options);
  return { ...masked, ...(locations && { locations }), ...(path && { path }) };
}

/** What the client sees of something thrown where nothing should be. */
export function unexpected(thrown: unknown, { mode, logger, requestId }: MaskOptions): GraphQLFormattedError {
  const id = randomUUID();
  logger.error({ err: thrown, id, requestId }, 'An unexpected error.');
  const message = mode === 'development' && thrown instanceof Error ? thrown.message : 'Internal server error.';
  return { message, extensions: { code: 'INTERNAL_SERVER_ERROR', id } };
}
