import { type ASTVisitor, type DirectiveNode, GraphQLError, Kind, type ValidationContext } from 'graphql';
import { argumentOf, isIncrementalDirective } from '../directives.ts';

/** A label is written out, and no two are equal: a client tells parts by it. */
export function uniqueLabels(context: ValidationContext): ASTVisitor {
  const known = new Map<string, DirectiveNode>();
  return {
    Directive(node) {
      if (!isIncrementalDirective(node.name.value)) return;
      const label = argumentOf(node, 'label');
      if (label === undefined || label.kind === Kind.NULL) return;
      if (label.kind !== Kind.STRING) {
        const message = `The label of \`@${node.name.value}\` must be written out, not given by a variable.`;
        context.reportError(new GraphQLError(message, { nodes: node }));
        return;
      }
      const other = known.get(label.value);
      if (other === undefined) {
        known.set(label.value, node);
        return;
      }
      const message = `There are two parts with the label "${label.value}"; labels of \`@defer\` and \`@stream\` must differ.`;
      context.reportError(new GraphQLError(message, { nodes: [other, node] }));
    },
  };
}
