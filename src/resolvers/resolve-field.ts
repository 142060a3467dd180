import { type GraphQLFieldResolver, type GraphQLResolveInfo, isLeafType, isNonNullType } from 'graphql';
import { connectorArguments } from '../execution/connector-arguments.ts';
import type { Operation } from '../execution/operation.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { PathTree } from '../mapping/path-tree.ts';
import { remember } from '../memo/remember.ts';
import { type ObjectPlan, planObject } from '../planning/plan-object.ts';
import { requestedBelow, requestedIn } from '../planning/requested-tree.ts';
import { EMPTY_SHAPE } from '../planning/shape-field.ts';
import { attendElements } from './attended-elements.ts';
import { type FieldContext, type FieldOutcome, fetchField } from './fetch-field.ts';
import { type OperationFinder, overlapOf } from './find-operation.ts';
import { type Adopted, adopt, NOWHERE, ObjectValue } from './object-value.ts';
import { noteType } from './position-notes.ts';
import { reportFailure } from './report-failure.ts';
import { shapeValue } from './shape-value.ts';
import type { TypeScriptResolvers } from './typescript-resolvers.ts';

/**
 * The resolver of one field: where its value comes from is planned, what must be called is loaded, and a failure
 * becomes an error of its own position. A value that stands in the parent's data is answered without a promise.
 */
export function createFieldResolver(
  find: OperationFinder,
  typescript: TypeScriptResolvers,
): GraphQLFieldResolver<unknown, unknown> {
  return (parent, args, context, info) => {
    const operation = find(context, info);
    const memory = memoryOf(operation);
    const typeName = info.parentType.name;
    noteType(operation, info);
    if (isMutationRoot(info)) operation.forget();
    const object = objectOf(parent, info, memory);
    const own = typescript.has(typeName, info.fieldName) ? undefined : foreignMember(parent, args, context, info);
    if (own !== undefined) return attendElements(own, info.returnType);
    const provider = planFor(object, typeName, info, operation, memory).get(info.fieldName);
    if (provider === undefined) return null;
    const field: FieldContext = {
      operation,
      typeName,
      fieldName: info.fieldName,
      args: connectorArguments(args as JsonObject, info.fieldNodes[0], info.variableValues),
      alias: String(info.path.key),
      info,
      resolve: (parentObject, needed, needs) =>
        typescript.resolve(parentObject, needed, needs, overlapOf(operation, context)) as Json | undefined,
    };
    if (provider.kind === 'resolver') {
      const made = typescript.resolve(object, { ...field, args }, provider.needs, overlapOf(operation, context));
      return attendElements(made, info.returnType);
    }
    const outcome = fetchField(object, provider, field);
    return outcome instanceof Promise
      ? outcome.then((settled) => settle(settled, operation, info, memory))
      : settle(outcome, operation, info, memory);
  };
}

/** A field's outcome as graphql-js wants it: a value, null, or a thrown error. */
function settle(outcome: FieldOutcome, operation: Operation, info: GraphQLResolveInfo, memory: Memory): unknown {
  if (!outcome.ok) return reportFailure(outcome.failure, operation, info);
  const { value, shape, lost } = outcome.value;
  const requested = requestedFor(info, memory);
  const site = { path: info.path, nodes: info.fieldNodes, requested };
  const placed = { value, type: info.returnType, shape, site, lost };
  return attendElements(shapeValue(placed, info.schema, operation.runtime.misfit), info.returnType);
}

/** What resolvers remember of one operation. */
interface Memory {
  root: ObjectValue | undefined;
  readonly adopted: Adopted;
  /** graphql-js gives the same array of nodes for the same place. */
  readonly requested: WeakMap<GraphQLResolveInfo['fieldNodes'], PathTree>;
  readonly plans: WeakMap<PathTree, Map<unknown, Map<string, ObjectPlan>>>;
}

const MEMORIES = new WeakMap<Operation, Memory>();

function memoryOf(operation: Operation): Memory {
  return remember(MEMORIES, operation, () => ({
    root: undefined,
    adopted: new WeakMap(),
    requested: new WeakMap(),
    plans: new WeakMap(),
  }));
}

function isRoot(info: GraphQLResolveInfo): boolean {
  return info.path.prev === undefined;
}

function isMutationRoot(info: GraphQLResolveInfo): boolean {
  return info.operation.operation === 'mutation' && isRoot(info);
}

function objectOf(parent: unknown, info: GraphQLResolveInfo, memory: Memory): ObjectValue {
  if (parent instanceof ObjectValue) return parent;
  const path = info.path.prev;
  if (path === undefined) {
    const requested = requestedIn(info.operation.selectionSet, info);
    memory.root ??= new ObjectValue({}, EMPTY_SHAPE, { ...NOWHERE, requested });
    return memory.root;
  }
  if (typeof parent !== 'object' || parent === null) return new ObjectValue({}, EMPTY_SHAPE, NOWHERE);
  return adopt(parent, { ...NOWHERE, path, nodes: info.fieldNodes }, memory.adopted);
}

/** A member that a TypeScript resolver's object already carries: it is taken as any executor takes it. */
function foreignMember(parent: unknown, args: unknown, context: unknown, info: GraphQLResolveInfo): unknown {
  if (parent instanceof ObjectValue || typeof parent !== 'object' || parent === null) return undefined;
  const member = (parent as Record<string, unknown>)[info.fieldName];
  if (typeof member === 'function') return member.call(parent, args, context, info);
  return typeof member === 'bigint' &&
    isLeafType(isNonNullType(info.returnType) ? info.returnType.ofType : info.returnType)
    ? String(member)
    : member;
}

function requestedFor(info: GraphQLResolveInfo, memory: Memory): PathTree {
  return remember(memory.requested, info.fieldNodes, () => requestedBelow(info.fieldNodes, info));
}

function planFor(
  object: ObjectValue,
  typeName: string,
  info: GraphQLResolveInfo,
  { runtime }: Operation,
  memory: Memory,
): ObjectPlan {
  const { requested } = object.site;
  const wanted = requested.has(info.fieldName) ? requested : new Map([[info.fieldName, requestedFor(info, memory)]]);
  const byShape = remember(memory.plans, wanted, () => new Map<unknown, Map<string, ObjectPlan>>());
  const byType = remember(byShape, object.shape, () => new Map<string, ObjectPlan>());
  return remember(byType, typeName, () => planObject(runtime.model, typeName, object.shape, wanted));
}
