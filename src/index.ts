/** The public names of Overlap. */

export type { SchemaFile } from './connectors/read-graph.ts';
export type { Diagnostic } from './diagnostics/diagnostic.ts';
export type {
  CallObserver,
  CallStart,
  GatewayObserver,
  OperationObserver,
  OperationStart,
} from './execution/observer.ts';
export { type CallAnswer, CallFailed, type CallRequest, type OverlapContext } from './execution/overlap-context.ts';
export type { Gateway, GatewayOperation, Logger } from './gateway.ts';
export type { IncrementalResult, InitialPart, LaterPart } from './incremental/part.ts';
export { SchemaError } from './load-graph.ts';
export {
  type ClientRequest,
  createOverlap,
  createSchema,
  type Overlap,
  type OverlapOptions,
  type OverlapQuery,
} from './overlap.ts';
export type { ResolverMap } from './resolvers/typescript-resolvers.ts';
export type { Settings } from './settings/settings.ts';
export type { SettingsInput } from './settings/settings-schema.ts';
export { createUpstreamPool, type UpstreamPool } from './upstream-pool.ts';
