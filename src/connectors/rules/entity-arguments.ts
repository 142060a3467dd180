import type { ConstValueNode, FieldDefinitionNode, InputValueDefinitionNode } from 'graphql';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Connector } from '../connector.ts';
import { fault } from '../fault.ts';
import { placeFromTo, placeOfNode } from '../place.ts';
import { possibleTypes } from '../selections/possible-types.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';
import { innermostName } from '../static-types/type-node.ts';
import { argumentOf, elementOf, type ServiceContext } from './context.ts';

/** The first argument of an entity field that is no field of the entity, or of another type; of an abstract one, of a member. */
export function matchEntityArguments(
  connector: Connector,
  entityNode: ConstValueNode,
  field: FieldDefinitionNode,
  { types }: ServiceContext,
): Diagnostic | undefined {
  const args = field.arguments ?? [];
  if (args.length === 0) return noArguments(connector, entityNode);
  const comparison: Comparison = { connector, entityNode, types, compared: new Set() };
  for (const typeName of possibleTypes(innermostName(field.type), types)) {
    const finding = compareAll(args, typeName, comparison);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

interface Comparison {
  readonly connector: Connector;
  readonly entityNode: ConstValueNode;
  readonly types: TypeIndex;
  /** `Input/Object` pairs already looked at: input objects may contain themselves. */
  readonly compared: Set<string>;
}

function compareAll(
  inputs: Iterable<InputValueDefinitionNode>,
  typeName: string,
  comparison: Comparison,
): Diagnostic | undefined {
  for (const input of inputs) {
    const finding = compare(input, typeName, comparison);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

/** One argument, or one member of an input object, with the field of the same name; depth first. */
function compare(input: InputValueDefinitionNode, typeName: string, comparison: Comparison): Diagnostic | undefined {
  const { types, compared } = comparison;
  const name = input.name.value;
  const fields = types.get(typeName)?.fields;
  const field = fields?.get(name);
  if (field === undefined) {
    const hint = suggest(name, [...(fields?.keys() ?? [])]);
    return mismatch(input, `is no field of \`${typeName}\``, comparison, hint);
  }
  const inputTypeName = innermostName(input.type);
  const fieldTypeName = innermostName(field.type);
  const inputType = types.get(inputTypeName);
  if (inputType?.kind !== 'input') {
    if (inputTypeName === fieldTypeName) return undefined;
    return mismatch(input, `is a \`${inputTypeName}\`, but \`${typeName}.${name}\` a \`${fieldTypeName}\``, comparison);
  }
  if (types.get(fieldTypeName)?.kind !== 'object') {
    return mismatch(input, `is an input object, but \`${typeName}.${name}\` no object`, comparison);
  }
  const pair = `${inputTypeName}/${fieldTypeName}`;
  if (compared.has(pair)) return undefined;
  compared.add(pair);
  for (const member of inputType.inputFields.values()) {
    const finding = undefinedType(member, inputTypeName, comparison) ?? compare(member, fieldTypeName, comparison);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

function undefinedType(
  member: InputValueDefinitionNode,
  inputTypeName: string,
  { types, connector }: Comparison,
): Diagnostic | undefined {
  const typeName = innermostName(member.type);
  if (types.has(typeName) || BUILT_IN_SCALARS.includes(typeName)) return undefined;
  const subject = `\`${inputTypeName}.${member.name.value}\``;
  return fault(
    'MISSING_SCHEMA_TYPE',
    `${subject}, part of an entity argument of \`${elementOf(connector)}\`, has the undefined type \`${typeName}\`.`,
    placeFromTo(member.name, member),
    suggest(typeName, [...types.keys(), ...BUILT_IN_SCALARS]),
  );
}

const BUILT_IN_SCALARS = ['Int', 'Float', 'String', 'Boolean', 'ID'];

function noArguments(connector: Connector, entityNode: ConstValueNode): Diagnostic {
  return fault(
    'ENTITY_RESOLVER_ARGUMENT_MISMATCH',
    `${argumentOf(connector, 'entity')} is \`true\`, but \`${elementOf(connector)}\` has no arguments.`,
    placeOfNode(entityNode),
    'Its arguments are the key by which the entity is found.',
  );
}

function mismatch(
  input: InputValueDefinitionNode,
  fact: string,
  { connector, entityNode }: Comparison,
  hint = 'Every argument of an entity field is the field of the same name.',
): Diagnostic {
  return fault(
    'ENTITY_RESOLVER_ARGUMENT_MISMATCH',
    `${argumentOf(connector, 'entity')} is \`true\`, but the argument \`${input.name.value}\` ${fact}.`,
    [placeFromTo(input.name, input), placeOfNode(entityNode)],
    hint,
  );
}
