import { Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { type Json, type MutableJsonObject, setMember } from '../json/json.ts';

/**
 * A literal of a custom scalar as JSON. Unlike graphql-js's own reading, integers keep their digits, and an object
 * has no member for a variable that nobody gave (within a list it is null). Undefined for such a variable by itself.
 */
export function exactLiteral(node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): Json | undefined {
  switch (node.kind) {
    case Kind.INT: {
      const number = Number(node.value);
      return Number.isSafeInteger(number) ? number : BigInt(node.value);
    }
    case Kind.LIST:
      return node.values.map((element) => exactLiteral(element, variables) ?? null);
    case Kind.OBJECT: {
      const object: MutableJsonObject = {};
      for (const { name, value } of node.fields) {
        const member = exactLiteral(value, variables);
        if (member !== undefined) setMember(object, name.value, member);
      }
      return object;
    }
    default:
      return valueFromASTUntyped(node, variables) as Json | undefined;
  }
}
