/** About one thing each; known to everybody, knowing nobody but each other. */
export const GROUND = ['diagnostics', 'json', 'memo', 'time', 'units'];

const MAPPING_STACK = ['mapping', 'templates', 'connectors'];
const BELOW_EXECUTION = [...MAPPING_STACK, 'planning', 'batching', 'upstream'];
const BELOW_OVERLAP = [
  ...BELOW_EXECUTION,
  'execution',
  'resolvers',
  'engine',
  'sharing',
  'limits',
  'live',
  'documents',
  'settings',
  'incremental',
  'insight',
];

/** Each room and those, besides the ground, that it may import from. `root` is what stands directly in src. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  json: [],
  memo: [],
  time: [],
  units: [],
  mapping: [],
  templates: ['mapping'],
  connectors: ['mapping', 'templates'],
  batching: [],
  upstream: [],
  planning: MAPPING_STACK,
  execution: BELOW_EXECUTION,
  resolvers: [...BELOW_EXECUTION, 'execution'],
  incremental: [],
  engine: [...BELOW_EXECUTION, 'execution', 'incremental'],
  sharing: [...BELOW_EXECUTION, 'execution'],
  limits: [...MAPPING_STACK, 'planning', 'incremental'],
  live: [],
  documents: ['limits'],
  settings: [],
  insight: [...BELOW_EXECUTION, 'execution'],
  root: BELOW_OVERLAP,
  server: [...BELOW_OVERLAP, 'root'],
  cli: [...BELOW_OVERLAP, 'root', 'server'],
};

/** Rooms that a browser or an editor could run as well: no network, no clock, no environment. */
export const PURE_ROOMS = ['mapping', 'templates', 'connectors', 'planning'];

/** Where a dependency enters. */
export const DOORS: readonly { readonly what: string; readonly module: RegExp; readonly doors: readonly string[] }[] = [
  { what: 'undici', module: /^undici(?:\/|$)/, doors: ['upstream/transport.ts'] },
  { what: 'dataloader', module: /^dataloader$/, doors: ['batching/loader.ts'] },
  { what: 'fastify', module: /^(?:@fastify\/|fastify$)/, doors: ['server/'] },
  { what: 'Apollo Server', module: /^@(?:apollo|as-integrations)\//, doors: ['server/'] },
  { what: 'live protocols', module: /^(?:ws|graphql-ws|graphql-sse)(?:\/|$)/, doors: ['server/live/'] },
  { what: 'prom-client', module: /^prom-client$/, doors: ['insight/'] },
  { what: 'OpenTelemetry', module: /^@opentelemetry\//, doors: ['insight/'] },
  { what: 'pino', module: /^pino$/, doors: ['server/'] },
  { what: 'zod', module: /^zod$/, doors: ['settings/'] },
  { what: 'yaml', module: /^yaml$/, doors: ['settings/'] },
  { what: 'commander', module: /^commander$/, doors: ['cli/'] },
  { what: 'the file system', module: /^node:fs/, doors: ['settings/read-settings.ts', 'server/', 'cli/'] },
  { what: 'the network', module: /^node:(?:http2?|https|net|tls|dns)$/, doors: ['upstream/', 'server/'] },
  {
    what: 'graphql',
    module: /^graphql(?:\/|$)/,
    doors: [
      'connectors/',
      'planning/',
      'execution/',
      'resolvers/',
      'limits/',
      'documents/',
      'engine/',
      'incremental/',
      'server/',
      'cli/',
      ...[
        'execute-in-parts.ts',
        'execute-operation.ts',
        'finish-operation.ts',
        'nullable-twin.ts',
        'gateway.ts',
        'live-gateway.ts',
        'overlap.ts',
        'program-context.ts',
        'subscribe.ts',
        'load-graph.ts',
        'open-runtime.ts',
      ],
    ],
  },
];
