import type { GraphQLFieldResolver } from 'graphql';
import type { Failure } from '../execution/failure.ts';
import type { Operation } from '../execution/operation.ts';
import { CallFailed } from '../execution/overlap-context.ts';
import { runWatched } from '../execution/resolver-site.ts';
import type { Trail } from '../execution/trail.ts';
import { remember } from '../memo/remember.ts';
import type { Needs } from '../planning/plan-object.ts';
import { DeadlineExceeded } from '../time/deadline.ts';
import { type FieldContext, gatherNeeds } from './fetch-field.ts';
import { type ObjectValue, pathKeys } from './object-value.ts';
import { reportFailure } from './report-failure.ts';

/** What a team adds in TypeScript: resolvers by type and field, `__resolveType` of abstract types, scalars by name. */
// biome-ignore lint/suspicious/noExplicitAny: generated resolver types are both wider and narrower than any one signature
export type ResolverMap = Readonly<Record<string, any>>;

/** The fields that TypeScript resolves, and how. */
export interface TypeScriptResolvers {
  has(typeName: string, fieldName: string): boolean;
  /** Runs a resolver with what it needs gathered into its parent; answers at the operation's deadline at the latest. */
  resolve(object: ObjectValue, field: FieldContext, needs: Needs, context: object): unknown;
}

export function createTypeScriptResolvers(map: ResolverMap): TypeScriptResolvers {
  return {
    has: (typeName, fieldName) => resolverIn(map, typeName, fieldName) !== undefined,
    resolve(object, field, needs, context) {
      const resolver = resolverIn(map, field.typeName, field.fieldName);
      if (resolver === undefined) return undefined;
      return needs.size === 0
        ? run(resolver, object, object.data, field, context)
        : gatherAndRun(resolver, object, field, needs, context);
    },
  };
}

type AnyResolver = GraphQLFieldResolver<unknown, unknown>;

/** The resolver of a field, written as a function or as `{ resolve }`. */
function resolverIn(map: ResolverMap, typeName: string, fieldName: string): AnyResolver | undefined {
  const type: unknown = Object.hasOwn(map, typeName) ? map[typeName] : undefined;
  if (typeof type !== 'object' || type === null || !Object.hasOwn(type, fieldName)) return undefined;
  const field: unknown = (type as Record<string, unknown>)[fieldName];
  if (typeof field === 'function') return field as AnyResolver;
  const nested: unknown =
    typeof field === 'object' && field !== null ? (field as { resolve?: unknown }).resolve : undefined;
  return typeof nested === 'function' ? (nested as AnyResolver) : undefined;
}

async function gatherAndRun(
  resolver: AnyResolver,
  object: ObjectValue,
  field: FieldContext,
  needs: Needs,
  context: object,
): Promise<unknown> {
  const gathered = await gatherNeeds(object, needs, field);
  if (!gathered.ok) return reportFailure({ ...gathered.failure, of: 'field' }, field.operation, field.info);
  return run(resolver, object, { ...object.data, ...gathered.value }, field, context);
}

function run(
  resolver: AnyResolver,
  object: ObjectValue,
  parent: unknown,
  field: FieldContext,
  context: object,
): unknown {
  const { operation, info } = field;
  const { trail } = operation;
  const resolve = (): unknown => resolver(parent, field.args, context, info);
  try {
    const result = trail === undefined ? resolve() : runSeen(resolve, object, field, trail);
    return isPromise(result)
      ? Promise.race([result, passedDeadline(operation)]).catch((error: unknown) => failed(error, field))
      : result;
  } catch (error) {
    return failed(error, field);
  }
}

/** Runs it so that whoever looks at the operation sees it, and which calls are its own. */
function runSeen(resolve: () => unknown, { data }: ObjectValue, field: FieldContext, trail: Trail): unknown {
  const { operation, typeName, fieldName, info } = field;
  const { clock } = operation.runtime;
  const id = trail.nextResolver();
  const path = (): readonly (string | number)[] => pathKeys(info.path);
  const start = { id, coordinate: `${typeName}.${fieldName}`, path, atMs: clock.now() };
  const observer = operation.input.observer?.resolver?.(start);
  const end = (): void => observer?.ended(clock.now());
  try {
    const result = runWatched({ id, path, waitsFor: trail.ofData(data) }, resolve);
    observer?.returned?.(clock.now());
    if (isPromise(result)) result.then(end, end);
    else end();
    return result;
  } catch (error) {
    end();
    throw error;
  }
}

/** A failed call is a field error like any other; what else a resolver throws is its own affair. */
function failed(error: unknown, field: FieldContext): null {
  const failure = error instanceof CallFailed ? error.failure : lateness(error, field);
  if (failure === undefined) throw error;
  return reportFailure({ failure, of: 'field' }, field.operation, field.info);
}

function lateness(error: unknown, { typeName, fieldName }: FieldContext): Failure | undefined {
  if (!(error instanceof DeadlineExceeded)) return undefined;
  return { cause: { kind: 'deadline' }, field: `${typeName}.${fieldName}`, attempts: 0, elapsedMs: error.afterMs };
}

/** Rejects at the deadline; one promise per operation, with its rejection always handled. */
function passedDeadline(operation: Operation): Promise<never> {
  return remember(PASSED, operation, () => {
    const { signal } = operation.input.deadline;
    const passed = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    passed.catch(() => undefined);
    return passed;
  });
}

const PASSED = new WeakMap<Operation, Promise<never>>();

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
