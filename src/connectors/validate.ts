import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Connector } from './connector.ts';
import { rootTypesOf } from './root-types.ts';
import { connectorIdsAreUnique } from './rules/connector-ids.ts';
import type { ServiceContext } from './rules/context.ts';
import { entityKeysAreCovered } from './rules/entity-keys.ts';
import { CONNECTOR_RULES, KEY_RULES } from './rules/registry.ts';
import { NO_RESOLVERS, type ResolvedFields, type Resolvers, resolvedFieldsOf } from './rules/resolved-fields.ts';
import { adviseOnSelection } from './rules/selection-advice.ts';
import { sourceExpressions } from './rules/source-expressions.ts';
import { sourceIsImported } from './rules/source-import.ts';
import { fieldsAreProvided } from './rules/unresolved-fields.ts';
import { abstractTypes, federationDirectives, subscriptions } from './rules/unsupported-features.ts';
import { judgeSelection } from './selections/judge-selection.ts';
import type { SelectionJudgement } from './selections/selection-finding.ts';
import type { ServiceReading } from './service-reading.ts';

/**
 * What is wrong with a graph beyond what reading its services found: static types, rules about single connectors, and
 * rules about the schema as a whole. Connectors spec, "stages": a later stage speaks only where the earlier ones are
 * silent. Pure.
 */
export function validateServices(
  readings: readonly ServiceReading[],
  resolvers: Resolvers = NO_RESOLVERS,
): readonly Diagnostic[] {
  const own = readings.flatMap((reading) => validateService(reading, resolvers));
  return [...withoutRepetitions(own), ...validateGraphWide(readings, resolvers)];
}

/** The part that is judged on each service by itself. */
export function validateService(reading: ServiceReading, resolvers: Resolvers = NO_RESOLVERS): readonly Diagnostic[] {
  const service = judgedService(reading);
  const resolved = resolvedFieldsOf([reading.types], resolvers);
  return [
    ...service.expressionFindings,
    ...service.connectorFindings,
    ...schemaFindings(service, resolved),
    ...sourceIsImported(service.context),
    ...reading.connectors.flatMap(adviseOnSelection),
  ];
}

/**
 * The part in which one service may make good for another: fields that nothing provides, keys that nothing resolves.
 * Judged only where no connector of any service has a fault.
 */
export function validateGraphWide(
  readings: readonly ServiceReading[],
  resolvers: Resolvers = NO_RESOLVERS,
): readonly Diagnostic[] {
  const services = readings.map(judgedService);
  const resolved = resolvedFieldsOf(
    readings.map(({ types }) => types),
    resolvers,
  );
  if (!services.every((service) => isFaultless(service) && unsupportedFeatures(service, resolved).length === 0))
    return [];
  const contexts = services.map(({ context }) => context);
  const unresolved = fieldsAreProvided(contexts, resolved);
  const keysAreSound = services.every((service) => keyFindings(service).length === 0);
  return keysAreSound ? [...unresolved, ...entityKeysAreCovered(contexts)] : unresolved;
}

/** A service with the findings that do not depend on others or on resolvers. */
interface JudgedService {
  readonly context: ServiceContext;
  /** Of sources: they do not matter to later stages. */
  readonly expressionFindings: readonly Diagnostic[];
  /** Stage 3. */
  readonly connectorFindings: readonly Diagnostic[];
}

const JUDGED = new WeakMap<ServiceReading, JudgedService>();

/** Stage 3 is judged once, however often it is asked for. */
function judgedService(reading: ServiceReading): JudgedService {
  const known = JUDGED.get(reading);
  if (known !== undefined) return known;
  const context = contextOf(reading);
  const judged: JudgedService = {
    context,
    expressionFindings: reading.sources.flatMap((source) => sourceExpressions(source, reading.service.version)),
    connectorFindings: [
      ...reading.connectors.flatMap((connector) => CONNECTOR_RULES.flatMap((rule) => rule(connector, context))),
      ...connectorIdsAreUnique(reading.connectors),
    ],
  };
  JUDGED.set(reading, judged);
  return judged;
}

function contextOf(reading: ServiceReading): ServiceContext {
  const judgements = new Map<Connector, SelectionJudgement>();
  return {
    reading,
    types: reading.types,
    roots: rootTypesOf(reading.document),
    judgementOf(connector) {
      const known = judgements.get(connector) ?? judgeSelection(connector, reading.types);
      judgements.set(connector, known);
      return known;
    },
  };
}

/** Stage 4 but for what is judged over all services. */
function schemaFindings(service: JudgedService, resolved: ResolvedFields): readonly Diagnostic[] {
  if (!isFaultless(service)) return [];
  const unsupported = unsupportedFeatures(service, resolved);
  return unsupported.length > 0 ? unsupported : keyFindings(service);
}

function isFaultless({ context, connectorFindings }: JudgedService): boolean {
  return context.reading.connectorsFaultless && connectorFindings.length === 0;
}

function unsupportedFeatures({ context }: JudgedService, { producesType }: ResolvedFields): readonly Diagnostic[] {
  return [...abstractTypes(context, producesType), ...subscriptions(context), ...federationDirectives(context)];
}

function keyFindings({ context }: JudgedService): readonly Diagnostic[] {
  return context.reading.connectors.flatMap((connector) => KEY_RULES.flatMap((rule) => rule(connector, context)));
}

/** Services share the definitions of plain files; what is wrong with those is said once. */
function withoutRepetitions(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return findings.filter(({ code, places: [place] }) => {
    const key = `${code} ${place?.source.name} ${place?.span.start}`;
    const isNew = !SHARED.has(code) || !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** Codes of findings in definitions that several services may see. */
const SHARED: ReadonlySet<string> = new Set(['CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE', 'SUBSCRIPTION_IN_CONNECTORS']);
