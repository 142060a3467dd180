import { type ASTVisitor, GraphQLError, isListType, isNonNullType, Kind, type ValidationContext } from 'graphql';
import { argumentOf } from '../directives.ts';

/** Only a list has items that can come later, and there is no negative number of them. */
export function streamedLists(context: ValidationContext): ASTVisitor {
  return {
    Directive(node) {
      const parent = context.getParentType();
      const field = context.getFieldDef();
      if (node.name.value !== 'stream' || !parent || !field) return;
      const type = isNonNullType(field.type) ? field.type.ofType : field.type;
      if (!isListType(type)) {
        const message = `\`@stream\` is for lists; \`${parent.name}.${field.name}\` is none.`;
        context.reportError(new GraphQLError(message, { nodes: node }));
      }
      const count = argumentOf(node, 'initialCount');
      if (count?.kind === Kind.INT && count.value.startsWith('-')) {
        const message = `The \`initialCount\` of \`@stream\` must not be negative; it is ${count.value}.`;
        context.reportError(new GraphQLError(message, { nodes: count }));
      }
    },
  };
}
