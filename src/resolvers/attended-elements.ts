import { type GraphQLOutputType, getNamedType, isLeafType, isListType, isNonNullType } from 'graphql';

/**
 * A value for graphql-js 16, whose lists stop at the first element that fails at once where null is forbidden, and then
 * attend to none of the promises of the elements before it: should one of them reject, the process would end. So the
 * elements of such lists are promises, which fail later and all together.
 */
export function attendElements(value: unknown, type: GraphQLOutputType): unknown {
  if (!Array.isArray(value)) return isThenable(value) ? value.then((settled) => attendElements(settled, type)) : value;
  const list = isNonNullType(type) ? type.ofType : type;
  if (!isListType(list) || isLeafType(getNamedType(list))) return value;
  const elements = value.map((element: unknown) => attendElements(element, list.ofType));
  return isNonNullType(list.ofType) ? elements.map((element) => Promise.resolve(element)) : elements;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
