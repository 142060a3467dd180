import type { ConstDirectiveNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentNode } from './argument-node.ts';
import { fault } from './fault.ts';
import { parseFieldSet } from './field-set.ts';
import type { MergedTypes } from './merge-services.ts';
import { placeOfNode } from './place.ts';

/** `@key` and `@requires` whose `fields` say nothing: the rest of the directive is federation's business. */
export function fieldSetObjections({ types }: MergedTypes): readonly Diagnostic[] {
  return types
    .flatMap((type) => [
      ...(type.directives ?? []),
      ...('fields' in type ? (type.fields ?? []) : []).flatMap((field) => field.directives ?? []),
    ])
    .filter(({ name }) => name.value === 'key' || name.value === 'requires')
    .filter((directive) => !hasFieldSet(directive))
    .map((directive) =>
      fault(
        'GRAPH_QL_ERROR',
        `\`@${directive.name.value}(fields:)\` is no set of fields.`,
        placeOfNode(argumentNode(directive, 'fields') ?? directive),
        'Write field names separated by spaces, as in `fields: "id org { slug }"`.',
      ),
    );
}

function hasFieldSet(directive: ConstDirectiveNode): boolean {
  const fields = argumentNode(directive, 'fields');
  return fields?.kind === 'StringValue' && parseFieldSet(fields.value) !== undefined;
}
