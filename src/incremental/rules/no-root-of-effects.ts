import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import { isIncrementalDirective } from '../directives.ts';

/** Root fields of mutations run one after the other, and those of subscriptions are events: neither comes in parts. */
export function noRootOfEffects(context: ValidationContext): ASTVisitor {
  return {
    Directive(node) {
      const parent = context.getParentType();
      if (!isIncrementalDirective(node.name.value) || !parent) return;
      const schema = context.getSchema();
      const kind =
        parent === schema.getMutationType()
          ? 'mutation'
          : parent === schema.getSubscriptionType()
            ? 'subscription'
            : undefined;
      if (kind === undefined) return;
      const message = `\`@${node.name.value}\` cannot stand on the root of a ${kind}.`;
      context.reportError(new GraphQLError(message, { nodes: node }));
    },
  };
}
