import type { FieldDefinitionNode } from 'graphql';
import type { Item, List, Selection } from '../../mapping/ast.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';
import { innermostName } from '../static-types/type-node.ts';
import { circular, fieldWithArguments, groupOnNonObject, groupRequired, unknownField } from './field-findings.ts';
import type { Level, SelectionFinding, SelectionJudgement } from './selection-finding.ts';

/**
 * Walks the output of a selection beside the type it fills, up to v0.3: names of a group first, then item by item,
 * depth first; the first finding ends the walk. A text that ends without a group says nothing about fields.
 * `way` leads from the connector's parent to its type. Connectors spec, "the field walk".
 */
export function walkFields(selection: Selection, way: readonly Level[], types: TypeIndex): SelectionJudgement {
  const list = walkedList(selection);
  const provided = new Set<string>();
  if (list === undefined) return { provided };
  const finding = walkList(list, { way, types, provided });
  return finding === undefined ? { provided } : { provided, finding };
}

interface Walk {
  readonly way: readonly Level[];
  readonly types: TypeIndex;
  readonly provided: Set<string>;
}

/** An item that writes a member, and the group below it. */
interface WrittenMember {
  readonly name: string;
  readonly item: Item;
  readonly group?: List;
}

function walkedList({ body }: Selection): List | undefined {
  if (body.kind === 'List') return body.list;
  return body.value.kind === 'Path' ? body.value.group : undefined;
}

function walkList(list: List, walk: Walk): SelectionFinding | undefined {
  const type = walk.types.get(walk.way.at(-1)?.typeName ?? '');
  if (type === undefined) return undefined;
  const members = membersOf(list).filter(({ name }) => name !== '__typename');
  const unknown = members.find(({ name }) => !type.fields.has(name));
  if (unknown !== undefined) return unknownField(unknown.name, type, unknown.item.span);
  for (const member of members) {
    const field = type.fields.get(member.name);
    const finding = field && walkMember(member, field, type.name.value, walk);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

function walkMember(
  { item, group }: WrittenMember,
  field: FieldDefinitionNode,
  parentName: string,
  walk: Walk,
): SelectionFinding | undefined {
  const coordinate = `${parentName}.${field.name.value}`;
  walk.provided.add(coordinate);
  if ((field.arguments ?? []).length > 0) return fieldWithArguments(coordinate, field, item.span);
  const typeName = innermostName(field.type);
  const isObject = walk.types.get(typeName)?.kind === 'object';
  if (!isObject) return group === undefined ? undefined : groupOnNonObject(coordinate, field, item.span);
  if (group === undefined) return groupRequired(coordinate, field, item.span);
  if (walk.way.some((level) => level.typeName === typeName)) return circular(coordinate, field, item.span, walk.way);
  return walkList(group, { ...walk, way: [...walk.way, { typeName, via: field }] });
}

/** The members that the items of a list write; an implicit spread writes those of its group. */
function membersOf({ items }: List): readonly WrittenMember[] {
  return items.flatMap((item): readonly WrittenMember[] => {
    const group = groupOf(item);
    const below = group === undefined ? {} : { group };
    if (item.kind === 'Field') return [{ name: item.key.name, item, ...below }];
    if (item.kind === 'Alias') return [{ name: item.name.name, item, ...below }];
    return group === undefined ? [] : membersOf(group);
  });
}

function groupOf({ value }: Item): List | undefined {
  if (value.kind === 'Group') return value.list;
  return value.kind === 'Path' ? value.group : undefined;
}
