import { createOverlap, type Logger, type Overlap } from '../src/index.ts';
import { resolvers } from './resolvers.ts';
import { readDemoSchema } from './schema-files.ts';
import { demoSettings } from './settings.ts';
import type { DemoUpstreams } from './upstreams/start-upstreams.ts';

export interface DemoGatewayOptions {
  /** 0: any free one. */
  readonly port?: number;
  readonly logger?: Logger;
}

/** The demo's graph over its running upstreams. */
export function createDemoGateway(upstreams: DemoUpstreams, { port, logger }: DemoGatewayOptions = {}): Overlap {
  return createOverlap({
    typeDefs: readDemoSchema(),
    settings: { ...demoSettings(upstreams), ...(port !== undefined && { server: { port } }) },
    resolvers,
    ...(logger !== undefined && { logger }),
  });
}
