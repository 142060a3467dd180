import type { FieldDefinitionNode } from 'graphql';
import type { Span } from '../../diagnostics/source-text.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { WrittenType } from '../service-reading.ts';
import { innermostName } from '../static-types/type-node.ts';
import type { Level, SelectionFinding } from './selection-finding.ts';

/** A selection gives a value to a member that its type does not have. */
export function unknownField(name: string, type: WrittenType, span: Span): SelectionFinding {
  const hint = suggest(name, [...type.fields.keys()]);
  return {
    code: 'SELECTED_FIELD_NOT_FOUND',
    message: `The selection fills \`${name}\`, but \`${type.name.value}\` has no such field.`,
    hint: hint ?? 'The output name of an item must be a field: write `field: path` to rename.',
    span,
  };
}

/** A selection fills a field whose value depends on arguments that the selection does not see. */
export function fieldWithArguments(coordinate: string, field: FieldDefinitionNode, span: Span): SelectionFinding {
  return {
    code: 'CONNECTORS_FIELD_WITH_ARGUMENTS',
    message: `The selection fills \`${coordinate}\`, which has arguments.`,
    hint: 'A field with arguments needs a `@connect` of its own.',
    span,
    fields: [field],
  };
}

export function groupOnNonObject(coordinate: string, field: FieldDefinitionNode, span: Span): SelectionFinding {
  return {
    code: 'GROUP_SELECTION_IS_NOT_OBJECT',
    message: `The selection gives members to \`${coordinate}\`, but \`${innermostName(field.type)}\` is no object type.`,
    hint: 'Leave the `{ … }` out, or declare an object type with these fields.',
    span,
    fields: [field],
  };
}

export function groupRequired(coordinate: string, field: FieldDefinitionNode, span: Span): SelectionFinding {
  const typeName = innermostName(field.type);
  return {
    code: 'GROUP_SELECTION_REQUIRED_FOR_OBJECT',
    message: `The selection fills \`${coordinate}\` without saying which fields of \`${typeName}\` it has.`,
    hint: 'Write the fields behind it: `{ … }`.',
    span,
    fields: [field],
  };
}

/** A type that occurs again below itself, the connector's parent included. */
export function circular(
  coordinate: string,
  field: FieldDefinitionNode,
  span: Span,
  way: readonly Level[],
): SelectionFinding {
  const typeName = innermostName(field.type);
  const ancestor = way.findLast(({ via }) => via !== undefined)?.via;
  return {
    code: 'CIRCULAR_REFERENCE',
    message: `The selection fills \`${coordinate}\`, so that type \`${typeName}\` repeats below itself.`,
    hint: `Give \`${coordinate}\` a \`@connect\` of its own, or keep the key as a plain field.`,
    span,
    fields: ancestor === undefined ? [field] : [ancestor, field],
  };
}
