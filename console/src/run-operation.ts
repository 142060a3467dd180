import { ENDPOINT } from './endpoint.ts';
import type { FieldError } from './link-errors.ts';
import { readTrace, type Trace } from './trace.ts';

export interface Asked {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
}

/** A GraphQL answer as it came. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly FieldError[];
  readonly extensions?: { readonly overlap?: unknown };
}

export interface Run {
  readonly answer: Answer;
  readonly trace: Trace | undefined;
}

/** Runs an operation with a trace. What the network refuses is an answer with an error. */
export async function runOperation(asked: Asked, headers: Readonly<Record<string, string>> = {}): Promise<Run> {
  const answer = await ask(asked, { ...headers, 'overlap-trace': '1' });
  return { answer, trace: readTrace(answer.extensions?.overlap) };
}

/** Asks the endpoint. */
export async function ask(asked: Asked, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  try {
    const response = await fetch(ENDPOINT, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      },
      body: JSON.stringify(asked),
    });
    return await response.json();
  } catch (error) {
    return { errors: [{ message: `The endpoint did not answer: ${error instanceof Error ? error.message : error}` }] };
  }
}
