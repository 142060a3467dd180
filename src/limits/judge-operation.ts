import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { isDeeperThan } from '../json/nesting.ts';
import { MAX_JSON_DEPTH } from '../json/parse-json.ts';
import type { Model } from '../planning/plan-object.ts';
import { type Estimated, estimateCalls } from './estimate-calls.ts';
import { createListSize, type Variables } from './list-size.ts';
import { measureOperation } from './measure-operation.ts';
import { valueDepthOf } from './value-depth.ts';

/** What one operation of a client may ask. */
export interface Limits {
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  /** Upstream calls, as estimated. */
  readonly maxCost: number;
}

/** A valid document, and which of its operations is meant. */
export interface Judged {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables?: Variables | undefined;
}

/** Judges an operation before it runs; the refusal, if it asks for more than it may. */
export type Judge = (judged: Judged) => GraphQLError | undefined;

/** How many fields fragments may make of each token that an operation may have. */
const FIELDS_PER_TOKEN = 10;

/** Each is planned by itself, and a page shows a few of them. */
const MAX_PARTS = 1_000;

/**
 * Makes the judge of a graph. What depends on the text alone is found out once for each operation; only an estimate that
 * reads a variable is made anew. Where no operation is meant there is nothing to refuse.
 */
export function createJudge(model: Model, schema: GraphQLSchema, limits: Limits): Judge {
  const verdicts = new WeakMap<OperationDefinitionNode, Verdict>();
  return ({ document, operationName, variables = {} }) => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return undefined;
    if (isDeeperThan(variables, MAX_JSON_DEPTH)) return refuse(DEEP_VARIABLES);
    const known = verdicts.get(operation);
    if (known?.kind === 'final') return known.refusal && refuse(known.refusal);
    const written: Estimated = { schema, operation, fragments: fragmentsOf(document) };
    const refusal = known === undefined ? tooLarge(document, written, limits) : undefined;
    if (refusal !== undefined) {
      verdicts.set(operation, { kind: 'final', refusal });
      return refuse(refusal);
    }
    const size = createListSize(operation, variables);
    const tooCostly = tooManyCalls(estimateCalls(model, written, size.sizeOf), limits);
    verdicts.set(
      operation,
      size.dependsOnVariables() ? { kind: 'by variables' } : { kind: 'final', refusal: tooCostly },
    );
    return tooCostly && refuse(tooCostly);
  };
}

const DEEP_VARIABLES: Refusal = {
  code: 'BAD_USER_INPUT',
  message: `The variables are nested more than ${MAX_JSON_DEPTH} levels deep.`,
};

function fragmentsOf({ definitions }: DocumentNode): Estimated['fragments'] {
  const named = definitions.flatMap((node) =>
    node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
  );
  return Object.fromEntries(named);
}

type Verdict = { readonly kind: 'by variables' } | { readonly kind: 'final'; readonly refusal: Refusal | undefined };

interface Refusal {
  readonly code:
    | 'BAD_USER_INPUT'
    | 'OPERATION_TOO_DEEP'
    | 'TOO_MANY_ALIASES'
    | 'TOO_MANY_ROOT_FIELDS'
    | 'OPERATION_TOO_COSTLY';
  readonly message: string;
}

function tooLarge(document: DocumentNode, { operation, fragments }: Estimated, limits: Limits): Refusal | undefined {
  // Whoever walks a value may simply recurse; measured first, because fields say nothing of values.
  if (valueDepthOf(document) > MAX_JSON_DEPTH) {
    return { code: 'OPERATION_TOO_DEEP', message: `A value is nested more than ${MAX_JSON_DEPTH} levels deep.` };
  }
  const { depth, aliases, rootFields, fields, parts } = measureOperation(operation, fragments);
  const maxFields = limits.maxTokens * FIELDS_PER_TOKEN;
  if (depth > limits.maxDepth) {
    const message = `The operation is ${depth} fields deep; ${limits.maxDepth} are allowed.`;
    return { code: 'OPERATION_TOO_DEEP', message };
  }
  if (rootFields > limits.maxRootFields) {
    const message = `The operation has ${count(rootFields)} root fields; ${limits.maxRootFields} are allowed.`;
    return { code: 'TOO_MANY_ROOT_FIELDS', message };
  }
  if (aliases > limits.maxAliases) {
    const message = `The operation has ${count(aliases)} aliases; ${limits.maxAliases} are allowed.`;
    return { code: 'TOO_MANY_ALIASES', message };
  }
  if (parts > MAX_PARTS) {
    const message = `The operation has ${count(parts)} deferred fragments and streamed lists; ${MAX_PARTS} are allowed.`;
    return { code: 'OPERATION_TOO_COSTLY', message };
  }
  if (fields > maxFields) {
    const message = `The operation has ${count(fields)} fields when its fragments are written out; ${maxFields} are allowed.`;
    return { code: 'OPERATION_TOO_COSTLY', message };
  }
  return undefined;
}

function tooManyCalls(calls: number, { maxCost }: Limits): Refusal | undefined {
  if (calls <= maxCost) return undefined;
  const message = `The operation may call upstreams ${count(calls)} times; ${maxCost} are allowed.`;
  return { code: 'OPERATION_TOO_COSTLY', message };
}

/** Fragments can multiply to numbers that nobody wants to read. */
function count(amount: number): string {
  return amount < 1e9 ? String(amount) : 'more than a billion';
}

function refuse({ code, message }: Refusal): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
