import type { ConstDirectiveNode } from 'graphql';
import type { PathTree } from '../../mapping/path-tree.ts';
import { argumentNode, stringArgument } from '../argument-node.ts';
import { type DirectiveRoles, isFederation } from '../federation.ts';
import { parseFieldSet } from '../field-set.ts';
import type { WrittenType } from '../service-reading.ts';

/** A `@key` that promises resolution. */
export interface ResolvableKey {
  readonly directive: ConstDirectiveNode;
  readonly fields: PathTree;
}

/** The keys of a type without `resolvable: false`; one whose field set does not parse is left to others. */
export function resolvableKeys(type: WrittenType, roles: DirectiveRoles): readonly ResolvableKey[] {
  return type.directives
    .filter((directive) => isFederation(directive, 'key', roles) && !isReferenceOnly(directive))
    .flatMap((directive) => {
      const fields = parseFieldSet(stringArgument(directive, 'fields') ?? '');
      return fields === undefined ? [] : [{ directive, fields }];
    });
}

function isReferenceOnly(directive: ConstDirectiveNode): boolean {
  const resolvable = argumentNode(directive, 'resolvable');
  return resolvable?.kind === 'BooleanValue' && !resolvable.value;
}
