import type { FieldDefinitionNode } from 'graphql';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Key, Selection } from '../../mapping/ast.ts';
import type { WrittenType } from '../service-reading.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';
import { innermostName } from '../static-types/type-node.ts';
import { type MemberUse, type VariableUse, variableUses } from '../static-types/variable-uses.ts';
import type { SelectionFinding } from './selection-finding.ts';

/** The field that a connector sits on, and its type. */
export interface ConnectorField {
  readonly typeName: string;
  readonly field: FieldDefinitionNode;
}

const ALLOWED: readonly string[] = [
  '$args',
  '$config',
  '$context',
  '$env',
  '$request',
  '$response',
  '$status',
  '$this',
];

/**
 * The first fault of the variables in a selection: one that does not exist there, or, on a field, a member of
 * `$args` or `$this` that does not exist. Connectors spec, "the field walk".
 */
export function checkSelectionVariables(
  selection: Selection,
  on: ConnectorField | undefined,
  types: TypeIndex,
): SelectionFinding | undefined {
  for (const use of variableUses(selection)) {
    const finding = unknownVariable(use) ?? (on === undefined ? undefined : checkMembers(use, on, types));
    if (finding !== undefined) return finding;
  }
  return undefined;
}

function unknownVariable({ name, nameSpan }: VariableUse): SelectionFinding | undefined {
  if (ALLOWED.includes(name)) return undefined;
  const hint =
    name === '$batch'
      ? 'A selection maps the response; `$batch` belongs to the request.'
      : (suggest(name, ALLOWED) ?? `Variables here: ${ALLOWED.map((known) => `\`${known}\``).join(', ')}.`);
  const fact = name === '$batch' ? 'cannot be used in a selection' : 'is no variable of a selection';
  return { code: 'INVALID_SELECTION', message: `\`${name}\` ${fact}.`, hint, span: nameSpan };
}

function checkMembers(use: VariableUse, on: ConnectorField, types: TypeIndex): SelectionFinding | undefined {
  if (use.name === '$this') return first(use.members, (member) => checkMember(member, on.typeName, on.field, types));
  if (use.name !== '$args') return undefined;
  const coordinate = `${on.typeName}.${on.field.name.value}`;
  return first(use.members, ({ key, below }) => {
    const argument = on.field.arguments?.find(({ name }) => name.value === key.name);
    if (argument === undefined) return undefinedArgument(key, coordinate, on.field);
    const typeName = innermostName(argument.type);
    return first(below, (member) => checkMember(member, typeName, on.field, types));
  });
}

/** Looks a member up in a type, and what is read below it. */
function checkMember(
  { key, below }: MemberUse,
  typeName: string,
  connectorField: FieldDefinitionNode,
  types: TypeIndex,
): SelectionFinding | undefined {
  const type = types.get(typeName);
  if (type?.kind === 'union') return throughUnion(key, typeName, connectorField);
  const members = membersOf(type);
  if (members === undefined) {
    const isOpen = !BUILT_IN_SCALARS.includes(typeName) && type?.kind !== 'enum';
    return isOpen ? undefined : undefinedField(key, typeName, []);
  }
  const member = members.get(key.name);
  if (member === undefined) return undefinedField(key, typeName, [...members.keys()]);
  const memberType = innermostName(member.type);
  return first(below, (deeper) => checkMember(deeper, memberType, connectorField, types));
}

const BUILT_IN_SCALARS = ['Int', 'Float', 'String', 'Boolean', 'ID'];

function membersOf(type: WrittenType | undefined) {
  if (type?.kind === 'input') return type.inputFields;
  return type?.kind === 'object' || type?.kind === 'interface' ? type.fields : undefined;
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function undefinedArgument(key: Key, coordinate: string, field: FieldDefinitionNode): SelectionFinding {
  const names = field.arguments?.map(({ name }) => name.value) ?? [];
  const listed = names.length === 0 ? 'It has none.' : `It has ${names.map((name) => `\`${name}\``).join(', ')}.`;
  return {
    code: 'UNDEFINED_ARGUMENT',
    message: `\`${coordinate}\` has no argument \`${key.name}\`.`,
    hint: suggest(key.name, names) ?? listed,
    span: key.span,
  };
}

function undefinedField(key: Key, typeName: string, known: readonly string[]): SelectionFinding {
  const hint = suggest(key.name, known);
  return {
    code: 'UNDEFINED_FIELD',
    message: `\`${typeName}\` has no member \`${key.name}\`.`,
    ...(hint === undefined ? {} : { hint }),
    span: key.span,
  };
}

function throughUnion(key: Key, typeName: string, connectorField: FieldDefinitionNode): SelectionFinding {
  return {
    code: 'UNSUPPORTED_VARIABLE_TYPE',
    message: `The selection reads \`${key.name}\` of a variable whose value is of the union type \`${typeName}\`.`,
    hint: 'A union has no fields of its own: read a field beside it instead.',
    instead: connectorField,
  };
}
