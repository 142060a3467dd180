import type { ConstDirectiveNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printPathTree } from '../mapping/path-tree.ts';
import { stringArgument } from './argument-node.ts';
import { parseFieldSet } from './field-set.ts';
import { placeOfNode } from './place.ts';
import type { ServiceReading } from './service-reading.ts';

/** Whether a TypeScript resolver answers a field. */
export type IsResolved = (typeName: string, fieldName: string) => boolean;

/** A service and all that was found in it. */
export interface ServiceFindings {
  readonly reading: ServiceReading;
  readonly findings: readonly Diagnostic[];
}

/**
 * The findings of all services together. Each service is judged as if it were alone, but what one lacks another may
 * have: a field counts as unresolved, and a key as without connector, only if every service that writes it says so.
 * A field with a resolver is provided. What is found in a file that several services share is said once.
 */
export function reconcileFindings(services: readonly ServiceFindings[], isResolved: IsResolved): readonly Diagnostic[] {
  const subjects = services.map(({ reading }) => subjectsOf(reading));
  const subjectOf = (finding: Diagnostic): string | undefined => {
    const key = placeKey(finding);
    return subjects.map(({ byPlace }) => byPlace.get(key)).find((subject) => subject !== undefined);
  };
  const reported = services.map(({ findings }) => new Set(findings.flatMap((finding) => subjectOf(finding) ?? [])));
  const said = new Set<string>();
  return services
    .flatMap(({ findings }) => findings)
    .filter((finding) => {
      const subject = subjectOf(finding);
      if (subject !== undefined) {
        if (subjects.some(({ all }, at) => all.has(subject) && !reported[at]?.has(subject))) return false;
        const [typeName = '', fieldName = ''] = subject.split('.');
        if (finding.code === 'CONNECTORS_UNRESOLVED_FIELD' && isResolved(typeName, fieldName)) return false;
      }
      const key = `${subject ?? ''} ${placeKey(finding)} ${finding.message}`;
      return !said.has(key) && said.add(key);
    });
}

/** What the two findings that other services may refute are about: `Type.field`, or `Type @key id`. */
interface Subjects {
  readonly byPlace: ReadonlyMap<string, string>;
  readonly all: ReadonlySet<string>;
}

function subjectsOf({ types }: ServiceReading): Subjects {
  const byPlace = new Map<string, string>();
  for (const [typeName, type] of types) {
    if (type.kind !== 'object') continue;
    for (const [fieldName, field] of type.fields) {
      byPlace.set(keyAt('CONNECTORS_UNRESOLVED_FIELD', placeOfNode(field.name)), `${typeName}.${fieldName}`);
    }
    for (const directive of type.directives) {
      byPlace.set(keyAt('MISSING_ENTITY_CONNECTOR', placeOfNode(directive)), `${typeName} ${keyText(directive)}`);
    }
  }
  return { byPlace, all: new Set(byPlace.values()) };
}

function keyText(directive: ConstDirectiveNode): string {
  const text = stringArgument(directive, 'fields') ?? '';
  const tree = parseFieldSet(text);
  return `@key ${tree === undefined ? text : printPathTree(tree)}`;
}

function placeKey({ code, places: [place] }: Diagnostic): string {
  return place === undefined ? code : keyAt(code, place);
}

function keyAt(code: string, { source, span }: Diagnostic['places'][number]): string {
  return `${code} ${source.name}:${span.start}`;
}
