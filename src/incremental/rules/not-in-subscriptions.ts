import {
  type ASTVisitor,
  type DirectiveNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type ValidationContext,
  visit,
} from 'graphql';
import { argumentOf, isIncrementalDirective } from '../directives.ts';

/** An event is one answer: in a subscription the directives must be switched off, or switchable. */
export function notInSubscriptions(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
      for (const directive of directivesOf(operation, context)) {
        const isOn = argumentOf(directive, 'if');
        if (isOn?.kind === Kind.VARIABLE || (isOn?.kind === Kind.BOOLEAN && !isOn.value)) continue;
        const message = `\`@${directive.name.value}\` is not supported in subscriptions. Switch it off with \`if: false\`.`;
        context.reportError(new GraphQLError(message, { nodes: directive }));
      }
    },
  };
}

function directivesOf(operation: OperationDefinitionNode, context: ValidationContext): readonly DirectiveNode[] {
  const found: DirectiveNode[] = [];
  for (const node of [operation, ...context.getRecursivelyReferencedFragments(operation)]) {
    visit(node, {
      Directive(directive) {
        if (isIncrementalDirective(directive.name.value)) found.push(directive);
      },
    });
  }
  return found;
}
