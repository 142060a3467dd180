import { suggest } from '../../diagnostics/suggest.ts';
import type { Key } from '../../mapping/ast.ts';
import { type Alternative, asElement, faultOf, listOf, type Shape, type StaticType, UNKNOWN } from './static-type.ts';

/** The type of `.key`: element-wise on a list; a null before it is ignored; a member that cannot exist is a fault. */
export function memberType(type: StaticType, key: Key): StaticType {
  return type.flatMap((alternative) => memberOf(alternative, key));
}

function memberOf(alternative: Alternative, key: Key): StaticType {
  const { shape } = alternative;
  switch (shape.kind) {
    case 'unknown':
      return UNKNOWN;
    case 'null':
      return [];
    case 'missing':
    case 'fault':
      return [alternative];
    case 'list':
      return listOf(asElement(memberType(shape.element, key)));
    case 'object':
      return shape.member(key.name) ?? faultOf({ ...absent(shape, key), span: key.span });
    default:
      return faultOf({ message: `a ${shape.kind} has no member \`${key.name}\``, span: key.span });
  }
}

function absent(shape: Shape & { readonly kind: 'object' }, key: Key) {
  const hint = suggest(key.name, shape.names) ?? listed(shape.names);
  const message = `${shape.title} has no member \`${key.name}\``;
  return hint === undefined ? { message } : { message, hint };
}

function listed(names: readonly string[]): string | undefined {
  if (names.length === 0 || names.length > 12) return undefined;
  return `Its members: ${names.map((name) => `\`${name}\``).join(', ')}.`;
}
