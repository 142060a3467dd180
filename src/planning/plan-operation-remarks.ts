import { copiedArguments } from './copied-arguments.ts';
import type { OutlinedCall, OutlinedResolver, PlanRemark } from './plan-operation-outline.ts';
import type { Step } from './step.ts';

/** What remarks are made of: calls and resolvers, and by id how each call is made. */
export interface Remarked {
  readonly calls: readonly OutlinedCall[];
  readonly resolvers: readonly OutlinedResolver[];
  readonly steps: ReadonlyMap<string, Step>;
}

/** Everything that an author may want to change. Pure. */
export function remarksOn(remarked: Remarked): readonly PlanRemark[] {
  return [
    ...oneByOne(remarked),
    ...unusedParents(remarked),
    ...waitsForArguments(remarked),
    ...serialFields(remarked),
    ...unknownCode(remarked),
  ];
}

/** A call for each row of a list: N+1, once for each connector. */
function oneByOne({ calls, steps }: Remarked): readonly PlanRemark[] {
  const perRow = calls.filter(({ made }) => made === 'per row');
  return [...Map.groupBy(perRow, ({ connector }) => connector)].map(([, own]) => {
    const lists = [...new Set(own.map(({ rows }) => `\`${rows.list ?? ''}\``))].join(' and ');
    const total = own.reduce((sum, { maxCalls }) => sum + maxCalls, 0);
    const [{ id, method, url }] = own as [OutlinedCall];
    return {
      kind: 'n+1',
      about: own.map((call) => call.id),
      message: `${method} ${url} is called for each row of ${lists}: ${total} calls at most.`,
      mend: batchInstead(steps.get(id)),
    };
  });
}

function batchInstead(step: Step | undefined): string {
  if (step === undefined) return '';
  const { typeName, connector } = step;
  const keys = [...step.needs.keys()].map((key) => `\`$batch.${key}\``).join(' and ');
  const { on } = connector;
  const what = step.kind === 'field' && on.kind === 'field' ? ` with \`${on.fieldName}\` in its selection` : '';
  return `If the upstream can be asked for many at once, give \`type ${typeName}\` a \`@connect\` that sends ${keys || '`$batch`'}${what}.`;
}

/** A call that waits for an object of which it uses nothing. */
function unusedParents({ calls }: Remarked): readonly PlanRemark[] {
  return calls.flatMap(({ id, method, url, waitsFor }) => {
    if (waitsFor.length === 0 || waitsFor.some(({ why }) => why !== 'parent')) return [];
    const parents = waitsFor.map((wait) => wait.id).join(' and ');
    return {
      kind: 'unused parent' as const,
      about: [id],
      message: `${method} ${url} (${id}) uses nothing of ${parents}, and yet waits for it: without the object there is nothing to ask for.`,
      mend: 'As a field of the root, or of an object that needs no call, it would begin at once.',
    };
  });
}

/** A call that waits for a key which the operation has given itself. */
function waitsForArguments({ calls, steps }: Remarked): readonly PlanRemark[] {
  return calls.flatMap(({ id, method, url, waitsFor }) => {
    const [wait, ...others] = waitsFor;
    const parent = wait && steps.get(wait.id);
    if (wait === undefined || others.length > 0 || wait.why !== 'key' || parent === undefined) return [];
    const copied = copiedArguments(parent.connector.selection);
    const copies = wait.members.map((member) => copied.get(member));
    if (!copies.every((copy) => copy !== undefined)) return [];
    const given = copies.map((name) => `\`$args.${name}\``).join(' and ');
    return {
      kind: 'copied argument' as const,
      about: [id],
      message: `${method} ${url} (${id}) waits for ${wait.id} only to be told ${given}, which the operation knows before.`,
      mend: 'As a field of the root with that argument it would begin at once.',
    };
  });
}

function serialFields({ calls }: Remarked): readonly PlanRemark[] {
  const waiting = calls.filter(({ waitsFor }) => waitsFor.some(({ why }) => why === 'order')).map(({ id }) => id);
  if (waiting.length === 0) return [];
  const message = `Fields of a mutation run one after the other, so that ${waiting.join(', ')} cannot overlap with what stands before.`;
  return [{ kind: 'serial', about: waiting, message }];
}

function unknownCode({ resolvers }: Remarked): readonly PlanRemark[] {
  if (resolvers.length === 0) return [];
  const fields = [...new Set(resolvers.map(({ field }) => `\`${field}\``))].join(', ');
  const message = `TypeScript resolves ${fields}; what it calls is not counted here.`;
  return [{ kind: 'typescript', about: resolvers.map(({ id }) => id), message }];
}
