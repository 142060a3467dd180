import type { FieldDefinitionNode } from 'graphql';
import type { Span } from '../../diagnostics/source-text.ts';
import type { TypeIndex } from '../static-types/schema-type.ts';
import { innermostName } from '../static-types/type-node.ts';
import { circular, fieldWithArguments, groupOnNonObject, unknownField } from './field-findings.ts';
import { alternativesOf, literalTypename, type ObjectOutput, type Output, type OutputMember } from './output.ts';
import { possibleTypes } from './possible-types.ts';
import type { Level, SelectionFinding, SelectionJudgement } from './selection-finding.ts';

/**
 * Judges the output of a selection beside the type it fills, from v0.4 on: its alternatives (one per combination of
 * `match` arms) against the type, or against every member of an abstract type. A type is fine when at least one
 * alternative fits it; fields of all fitting ones count as provided. Connectors spec, "selections from v0.4 on".
 */
export function walkAlternatives(output: Output, way: readonly Level[], types: TypeIndex): SelectionJudgement {
  const typeName = way.at(-1)?.typeName ?? '';
  if (possibleTypes(typeName, types).length === 0) return { provided: new Set() };
  return judge(output, typeName, { way, types });
}

interface Walk {
  readonly way: readonly Level[];
  readonly types: TypeIndex;
}

/**
 * A judgement on the way. `mismatch`: this output is not meant for the type or does not fit it, another one may;
 * a finding without it stands whatever the other alternatives are.
 */
interface Verdict {
  readonly provided: ReadonlySet<string>;
  readonly finding?: SelectionFinding;
  readonly mismatch?: true;
}

const FITS: Verdict = { provided: new Set() };

/** Against every type that a value may have: each of them needs an alternative that fits. */
function judge(output: Output, typeName: string, walk: Walk): Verdict {
  const below = (member: string): Walk =>
    member === typeName ? walk : { ...walk, way: [...walk.way, { typeName: member }] };
  return both(possibleTypes(typeName, walk.types).map((member) => judgeObject(output, member, below(member))));
}

/** All parts must fit; that one does not comes before what else is wrong with the others. */
function both(verdicts: readonly Verdict[]): Verdict {
  const provided = new Set(verdicts.flatMap((verdict) => [...verdict.provided]));
  const faulty = verdicts.find(({ mismatch }) => mismatch) ?? verdicts.find(({ finding }) => finding !== undefined);
  return faulty === undefined ? { provided } : { ...faulty, provided };
}

/** One part that fits is enough; what stands regardless of the others is reported all the same. */
function oneOf(verdicts: readonly Verdict[], typeName: string): Verdict {
  const standing = verdicts.find(({ finding, mismatch }) => finding !== undefined && mismatch === undefined);
  const fitting = verdicts.filter(({ mismatch }) => mismatch === undefined);
  const provided = new Set(fitting.flatMap((verdict) => [...verdict.provided]));
  if (standing !== undefined) return { ...standing, provided };
  if (fitting.length > 0) return { provided };
  const [only] = verdicts;
  return verdicts.length === 1 && only !== undefined ? only : { ...mismatch(noneFits(typeName)), provided };
}

function judgeObject(output: Output, typeName: string, walk: Walk): Verdict {
  switch (output.kind) {
    case 'unknown':
    case 'leaf':
    case 'nothing':
      return FITS;
    case 'alternatives':
      return oneOf(
        alternativesOf(output).map((alternative) => judgeObject(alternative, typeName, walk)),
        typeName,
      );
    case 'object':
      return judgeWithSpreads(output, typeName, walk);
  }
}

/**
 * The members written beside the spreads, and of every spread at least one alternative, must fit together. A spread
 * that may add nothing stands for an alternative without fields, which fits whatever the rest is.
 */
function judgeWithSpreads(output: ObjectOutput, typeName: string, walk: Walk): Verdict {
  const own = judgeMembers(output, typeName, walk);
  const spreads = output.spreads.map((spread) => judgeObject(spread, typeName, walk));
  const verdict = both([own, ...spreads]);
  if (verdict.mismatch === undefined) return verdict;
  if (output.spreads.some((spread) => alternativesOf(spread).some(({ kind }) => kind === 'nothing'))) return FITS;
  const isOnly = output.spreads.every((spread) => alternativesOf(spread).length === 1);
  return isOnly ? verdict : { ...mismatch(noneFits(typeName)), provided: verdict.provided };
}

function judgeMembers(output: ObjectOutput, typeName: string, walk: Walk): Verdict {
  const type = walk.types.get(typeName);
  const meantFor = literalTypename(output);
  if (type === undefined) return FITS;
  if (meantFor !== undefined && meantFor !== typeName) return mismatch(noneFits(typeName));
  const members = output.members.filter(({ name }) => name !== '__typename');
  const unknown = members.find(({ name }) => !type.fields.has(name));
  if (unknown !== undefined) return mismatch(unknownField(unknown.name, type, unknown.span));
  return both(
    members.map((member) => {
      const field = type.fields.get(member.name);
      return field === undefined ? FITS : judgeMember(member, field, typeName, walk);
    }),
  );
}

function judgeMember(member: OutputMember, field: FieldDefinitionNode, parentName: string, walk: Walk): Verdict {
  const coordinate = `${parentName}.${field.name.value}`;
  const provided = new Set([coordinate]);
  if ((field.arguments ?? []).length > 0) {
    return { provided, finding: fieldWithArguments(coordinate, field, member.span) };
  }
  const typeName = innermostName(field.type);
  if (!alternativesOf(member.value).some(({ kind }) => kind === 'object')) return { provided };
  if (possibleTypes(typeName, walk.types).length === 0) {
    const isOnlyObjects = alternativesOf(member.value).every(({ kind }) => kind === 'object');
    if (!isOnlyObjects || !isScalarOfKnownKind(typeName, walk.types)) return { provided };
    return { ...mismatch(groupOnNonObject(coordinate, field, member.span)), provided };
  }
  if (walk.way.some((level) => level.typeName === typeName)) {
    return { provided, finding: circular(coordinate, field, member.span, walk.way) };
  }
  const below = judge(member.value, typeName, { ...walk, way: [...walk.way, { typeName, via: field }] });
  return { ...located(below, member.span), provided: new Set([...provided, ...below.provided]) };
}

/** Strings, numbers, booleans and enums have no members; a custom scalar may be anything. */
function isScalarOfKnownKind(typeName: string, types: TypeIndex): boolean {
  return ['Int', 'Float', 'String', 'Boolean', 'ID'].includes(typeName) || types.get(typeName)?.kind === 'enum';
}

function mismatch(finding: SelectionFinding): Verdict {
  return { provided: new Set(), finding, mismatch: true };
}

/** That no alternative fits is found at the item whose value has them; at the top it is about the whole text. */
function located(verdict: Verdict, span: Span): Verdict {
  const { finding } = verdict;
  return finding === undefined || finding.span !== undefined ? verdict : { ...verdict, finding: { ...finding, span } };
}

function noneFits(typeName: string): SelectionFinding {
  return {
    code: 'GRAPH_QL_ERROR',
    message: `No alternative of the selection fits \`${typeName}\`.`,
    hint: `One of them must yield only fields of \`${typeName}\`, and no other \`__typename\`.`,
  };
}
