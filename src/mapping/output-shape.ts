import type { Expression, GroupExpression, Head, List, PathExpression, Selection } from './ast.ts';
import { methodShape } from './method-shape.ts';
import { eitherOf, LEAF, memberOf, mergeMember, NOTHING, spreadInto, UNKNOWN } from './shape-algebra.ts';

/**
 * What a mapping yields, as far as its text tells. Lists are transparent: a group over an array has the shape
 * of one element. `leaf` is a scalar or null; `open` means that something unknown is spread in.
 */
export type OutputShape =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'leaf' }
  | {
      readonly kind: 'object';
      readonly members: ReadonlyMap<string, OutputShape>;
      readonly open: boolean;
      /** `__typename`, where it is a literal. */
      readonly typename?: string;
    }
  | { readonly kind: 'alternatives'; readonly of: readonly OutputShape[] };

/**
 * The static shape of a selection's result. Groups, objects, literals and the methods that hand values on are
 * followed; whatever is read from the input or from a variable without a group is unknown. The arms of `->match`
 * are alternatives, multiplied where several are spread into one object, up to a limit behind which the shape is
 * unknown. An arm that is null is a leaf; a match without a default arm may also add nothing. Pure.
 */
export function outputShapeOf(selection: Selection): OutputShape {
  const place: ShapePlace = { dollar: UNKNOWN, at: UNKNOWN, locals: new Map() };
  const { body } = selection;
  return body.kind === 'List' ? listShape(body.list, place) : expressionShape(body.value, place);
}

/** What `$`, `@` and the names bound by `->as` stand for. */
interface ShapePlace {
  readonly dollar: OutputShape;
  readonly at: OutputShape;
  readonly locals: ReadonlyMap<string, OutputShape>;
}

function expressionShape(expression: Expression | GroupExpression, place: ShapePlace): OutputShape {
  switch (expression.kind) {
    case 'Literal':
      return LEAF;
    case 'Array':
      return eitherOf(expression.elements.map((element) => expressionShape(element, place)));
    case 'Chain':
      return eitherOf(expression.operands.map((operand) => expressionShape(operand, place)));
    case 'Object':
    case 'Group':
      return listShape(expression.list, place);
    case 'Path':
      return pathShape(expression, place);
  }
}

function pathShape(path: PathExpression, place: ShapePlace): OutputShape {
  let shape = headShape(path.head, place);
  let { locals } = place;
  for (const step of path.steps) {
    if (step.kind === 'Key') {
      shape = memberOf(shape, step.key.name);
    } else if (step.kind === 'Method') {
      const inside = { ...place, at: shape, locals };
      const shapeOf = (argument: Expression) => expressionShape(argument, inside);
      if (step.name === 'as') locals = bindLocal(step.args ?? [], shape, shapeOf, locals);
      shape = methodShape(step, shape, shapeOf);
    }
  }
  return path.group === undefined ? shape : listShape(path.group, { dollar: shape, at: shape, locals });
}

function headShape(head: Head, place: ShapePlace): OutputShape {
  switch (head.kind) {
    case 'Key':
      return memberOf(place.dollar, head.key.name);
    case 'Dollar':
      return place.dollar;
    case 'At':
      return place.at;
    case 'Variable':
      return place.locals.get(head.name) ?? UNKNOWN;
    case 'Parenthesised':
    case 'Inline':
      return expressionShape(head.value, place);
  }
}

function bindLocal(
  [name, value]: readonly Expression[],
  input: OutputShape,
  shapeOf: (argument: Expression) => OutputShape,
  locals: ShapePlace['locals'],
): ShapePlace['locals'] {
  if (name?.kind !== 'Path' || name.head.kind !== 'Variable') return locals;
  return new Map(locals).set(name.head.name, value === undefined ? input : shapeOf(value));
}

function listShape(list: List, place: ShapePlace): OutputShape {
  let shape = NOTHING;
  let members = new Map<string, OutputShape>();
  let typename: string | undefined;
  for (const item of list.items) {
    switch (item.kind) {
      case 'Anonymous':
        return expressionShape(item.value, place);
      case 'Field':
        members.set(item.key.name, mergeMember(members.get(item.key.name), pathShape(item.value, place)));
        break;
      case 'Alias':
        members.set(item.name.name, mergeMember(members.get(item.name.name), expressionShape(item.value, place)));
        if (item.name.name === '__typename') typename = literalString(item.value);
        break;
      case 'Spread':
        shape = spreadInto(spreadInto(shape, objectOf(members, typename)), expressionShape(item.value, place));
        members = new Map();
        typename = undefined;
    }
  }
  return spreadInto(shape, objectOf(members, typename));
}

function objectOf(members: ReadonlyMap<string, OutputShape>, typename: string | undefined): OutputShape {
  return { kind: 'object', members, open: false, ...(typename !== undefined && { typename }) };
}

/** The string that `"…"` or `$("…")` is. */
function literalString(value: Expression | GroupExpression): string | undefined {
  if (value.kind === 'Literal') return typeof value.value === 'string' ? value.value : undefined;
  if (value.kind !== 'Path' || value.head.kind !== 'Parenthesised' || value.steps.length > 0) return undefined;
  return literalString(value.head.value);
}
