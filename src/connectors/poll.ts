import type { ConstDirectiveNode, FieldDefinitionNode } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dialect, Selection } from '../mapping/ast.ts';
import { parseDuration, printDuration } from '../units/units.ts';
import { givenNode } from './argument-node.ts';
import type { Connector } from './connector.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';
import { readMapping } from './read-mapping.ts';
import type { RootTypes } from './root-types.ts';
import type { WrittenType } from './service-reading.ts';

/** `@poll`: how a field of `Subscription` becomes a stream. */
export interface Poll {
  readonly everyMs: number;
  /** Mapped from each answer, like `isSuccess`; the stream ends once it is not true. Absent: it never ends. */
  readonly while?: Selection;
  readonly directive: ConstDirectiveNode;
}

/** More often than this is no polling any more, but a load test. */
const MIN_EVERY_MS = 100;

/** Once a day: timers know no more than 24 days, and who waits longer than a day does not watch. */
const MAX_EVERY_MS = 86_400_000;

/** The connectors of a service, those of subscription fields with their `@poll`; reports what is wrong with any of them. */
export function withPolls(
  connectors: readonly Connector[],
  { types, roots, dialect }: PolledService,
  findings: Diagnostic[],
): readonly Connector[] {
  const isStream = [...(types.get(roots.subscription)?.fields.values() ?? [])].some(isPolled);
  const polls = new Map<string, Poll>();
  for (const [typeName, { fields }] of types) {
    for (const field of fields.values()) {
      const coordinate = `${typeName}.${field.name.value}`;
      const own = connectors.filter(({ on }) => isField(on, coordinate));
      const directive = field.directives?.find(({ name }) => name.value === 'poll');
      if (directive !== undefined) {
        const isSubscription = typeName === roots.subscription;
        const poll = readPoll({ directive, coordinate, isSubscription, own, dialect }, findings);
        if (poll !== undefined) polls.set(coordinate, poll);
      } else if (isStream && typeName === roots.subscription && own.length > 0) {
        findings.push(
          fault(
            'INVALID_POLL',
            `\`${coordinate}\` has a connector, but nothing says how often it is called.`,
            placeOfNode(field.name),
            'Add `@poll(every: "5s")`.',
          ),
        );
      }
    }
  }
  return connectors.map((connector) => {
    const { on } = connector;
    const poll = on.kind === 'field' ? polls.get(`${on.typeName}.${on.fieldName}`) : undefined;
    return poll === undefined ? connector : { ...connector, poll };
  });
}

/** Whether a field is said to be polled. */
export function isPolled({ directives }: FieldDefinitionNode): boolean {
  return directives?.some(({ name }) => name.value === 'poll') ?? false;
}

interface PolledService {
  readonly types: ReadonlyMap<string, WrittenType>;
  readonly roots: RootTypes;
  readonly dialect: Dialect;
}

interface WrittenPoll {
  readonly directive: ConstDirectiveNode;
  readonly coordinate: string;
  readonly isSubscription: boolean;
  /** The connectors of its field. */
  readonly own: readonly Connector[];
  readonly dialect: Dialect;
}

function readPoll(written: WrittenPoll, findings: Diagnostic[]): Poll | undefined {
  const { directive, coordinate, isSubscription, own, dialect } = written;
  const before = findings.length;
  const object = (message: string, hint: string, node = placeOfNode(directive)): void => {
    findings.push(fault('INVALID_POLL', message, node, hint));
  };
  if (!isSubscription) {
    const hint = 'Move the field to `Subscription`, or remove `@poll`.';
    object(`\`@poll\` on \`${coordinate}\` has no effect: only fields of \`Subscription\` are polled.`, hint);
    return undefined;
  }
  if (own.length === 0) {
    object(`\`@poll\` on \`${coordinate}\` has nothing to call.`, 'Give the field a `@connect`.');
  }
  const unsafe = own.find(({ http }) => http !== undefined && http.method !== 'GET');
  if (unsafe !== undefined) {
    object(
      `\`@poll\` on \`${coordinate}\` would repeat a ${unsafe.http?.method}, which may change something each time.`,
      'Poll with a GET.',
      placeOfNode(unsafe.directive),
    );
  }
  const everyMs = readEvery(directive, coordinate, object);
  const whileNode = givenNode(directive, 'while');
  const host = { name: `\`@poll(while:)\` on \`${coordinate}\``, code: 'INVALID_POLL', dialect };
  const condition = whileNode && readMapping(whileNode, host, findings);
  if (everyMs === undefined || findings.length > before) return undefined;
  return { everyMs, directive, ...(condition !== undefined && { while: condition }) };
}

/** GraphQL itself objects to an `every` that is missing or no string. */
function readEvery(
  directive: ConstDirectiveNode,
  coordinate: string,
  object: (message: string, hint: string, place: ReturnType<typeof placeOfNode>) => void,
): number | undefined {
  const node = givenNode(directive, 'every');
  if (node?.kind !== 'StringValue') return undefined;
  const everyMs = parseDuration(node.value);
  const name = `\`@poll(every:)\` on \`${coordinate}\``;
  if (everyMs === undefined) {
    object(`${name} is no duration: \`${node.value}\`.`, 'Write it like `500ms`, `5s` or `1m`.', placeOfNode(node));
  } else if (everyMs < MIN_EVERY_MS || everyMs > MAX_EVERY_MS) {
    const bounds = `${printDuration(MIN_EVERY_MS)} at least and ${printDuration(MAX_EVERY_MS)} at most`;
    object(
      `${name} is \`${node.value}\`; it may be ${bounds}.`,
      'Write it like `500ms`, `5s` or `1m`.',
      placeOfNode(node),
    );
  } else return everyMs;
  return undefined;
}

function isField(on: Connector['on'], coordinate: string): boolean {
  return on.kind === 'field' && `${on.typeName}.${on.fieldName}` === coordinate;
}
