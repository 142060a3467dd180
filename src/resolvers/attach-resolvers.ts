import {
  GraphQLEnumType,
  GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { suggest } from '../diagnostics/suggest.ts';
import { exactLiteral } from '../execution/exact-literal.ts';
import { dataOf, resolveByTypename } from './abstract-type.ts';
import type { OperationFinder } from './find-operation.ts';
import { createFieldResolver } from './resolve-field.ts';
import { createTypeScriptResolvers, type ResolverMap } from './typescript-resolvers.ts';

/**
 * Puts resolvers on every field of a schema: connectors become calls, mapped data is read, TypeScript is run.
 * The schema then works under graphql-js and every executor like it. Changes the schema it is given.
 * Throws a TypeError that names the entry when the resolver map does not fit the schema.
 */
export function attachResolvers(schema: GraphQLSchema, find: OperationFinder, map: ResolverMap): void {
  checkResolverMap(schema, map);
  const resolve = createFieldResolver(find, createTypeScriptResolvers(map));
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) field.resolve = resolve;
    } else if (isAbstractType(type)) {
      const own: unknown = map[type.name]?.__resolveType;
      type.resolveType =
        typeof own === 'function'
          ? (value, context, info, abstract) => own(dataOf(value), context, info, abstract)
          : resolveByTypename;
    } else if (isScalarType(type)) {
      const own: unknown = map[type.name];
      if (own instanceof GraphQLScalarType) {
        type.serialize = own.serialize;
        type.parseValue = own.parseValue;
        type.parseLiteral = own.parseLiteral;
      } else if (!isSpecifiedScalarType(type)) {
        type.parseLiteral = exactLiteral;
      }
    }
  }
}

/** Every entry of a resolver map must stand for something in the schema. */
function checkResolverMap(schema: GraphQLSchema, map: ResolverMap): void {
  for (const [typeName, entry] of Object.entries(map)) {
    const type = schema.getType(typeName);
    if (type === undefined) {
      throw new TypeError(unknown(`The resolvers name a type ${typeName}`, typeName, Object.keys(schema.getTypeMap())));
    }
    if (!isObjectType(type)) {
      if (isEnumType(type) || entry instanceof GraphQLEnumType) {
        throw new TypeError(`The resolvers give values to the enum ${typeName}; enum values are their names here.`);
      }
      continue;
    }
    const fields = type.getFields();
    for (const fieldName of Object.keys(entry)) {
      if (fieldName.startsWith('__') || fields[fieldName] !== undefined) continue;
      const what = `The resolvers name a field ${typeName}.${fieldName}`;
      throw new TypeError(unknown(what, fieldName, Object.keys(fields)));
    }
  }
}

function unknown(what: string, wrong: string, known: readonly string[]): string {
  const hint = suggest(wrong, known);
  return `${what} that the schema does not have.${hint === undefined ? '' : ` ${hint}`}`;
}
