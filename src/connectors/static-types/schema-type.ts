import type { TypeNode } from 'graphql';
import type { WrittenType } from '../service-reading.ts';
import {
  type Alternative,
  BOOLEAN,
  listOf,
  NULL,
  NUMBER,
  type ObjectShape,
  STRING,
  type StaticType,
  UNKNOWN,
} from './static-type.ts';
import { innermostName } from './type-node.ts';

export type TypeIndex = ReadonlyMap<string, WrittenType>;

/** The static type of a field or argument of the schema. Members of objects are looked at when asked for, so types may be recursive. */
export function schemaType(type: TypeNode, types: TypeIndex): StaticType {
  switch (type.kind) {
    case 'NonNullType':
      return presentType(type.type, types);
    default:
      return [...presentType(type, types), ...NULL];
  }
}

/** A value of a named type that is certainly there: `$this`, an element of `$batch`. */
export function namedType(name: string, types: TypeIndex): StaticType {
  const builtIn = BUILT_IN.get(name);
  if (builtIn !== undefined) return builtIn;
  const written = types.get(name);
  switch (written?.kind) {
    case undefined: // an undefined type counts as a custom scalar
    case 'scalar':
    case 'union':
      return UNKNOWN;
    case 'enum':
      return STRING;
    case 'object':
    case 'input':
      return [{ shape: memberShape(written, types) }];
    case 'interface':
      return [{ shape: openShape(memberShape(written, types)) }];
  }
}

const BUILT_IN: ReadonlyMap<string, StaticType> = new Map<string, StaticType>([
  ['Int', NUMBER],
  ['Float', NUMBER],
  ['String', STRING],
  ['Boolean', BOOLEAN],
  ['ID', [...STRING, ...NUMBER]],
]);

function presentType(type: TypeNode, types: TypeIndex): StaticType {
  if (type.kind === 'ListType') return listOf(schemaType(type.type, types));
  return namedType(innermostName(type), types);
}

function memberShape(written: WrittenType, types: TypeIndex): ObjectShape {
  const members = written.kind === 'input' ? written.inputFields : written.fields;
  return {
    kind: 'object',
    title: `\`${written.name.value}\``,
    member: (name) => {
      const member = members.get(name);
      return member && schemaType(member.type, types);
    },
    names: [...members.keys()],
    written: [],
  };
}

/** An interface: the object behind it may have more members than we know. */
function openShape(shape: ObjectShape): Alternative['shape'] {
  return { ...shape, member: (name) => shape.member(name) ?? UNKNOWN };
}
