import type { Frame, Sample } from './cpu-profile.ts';

/**
 * What a request passes through, and which files do that work; the first that matches counts. Time inside Node is
 * charged to the layer that asked for it; what nobody asked for (Node calls us, V8 collects) has rows of its own.
 */
const LAYERS: readonly (readonly [name: string, places: RegExp])[] = [
  ['HTTP', /^node_modules\/(fastify|@fastify|find-my-way|avvio|light-my-request|fast-querystring|secure-json-parse)\//],
  [
    'Apollo and graphql-js',
    /^(node_modules\/(@apollo|@as-integrations|graphql|@graphql-tools|whatwg-mimetype)\/|src\/server\/apollo)/,
  ],
  ['serialise', /^src\/(json\/print|server\/print)/],
  ['HTTP', /^(src\/server\/|node:_http)/],
  [
    'plan lookup',
    /^src\/(limits|sharing|planning|memo)\/|^src\/engine\/(plan-cache|compile-operation|collect-fields|selection-plan)|^src\/[\w-]+\.ts/,
  ],
  ['loader', /^src\/(batching\/|engine\/call-reference|execution\/reference)|^node_modules\/dataloader\//],
  ['map', /^src\/(mapping\/|execution\/(response-mapping|response-variables|mapping-log))/],
  ['parse', /^src\/(json\/|execution\/(read-response|media-type|problem-details))/],
  ['assemble', /^src\/(engine|resolvers)\/|^src\/execution\/(coerce|merge|null-error|field-error|failure|misfit)/],
  ['calls: inputs and requests', /^src\/(execution|templates|connectors)\//],
  ['undici', /^(node_modules\/undici\/|src\/upstream\/(transport|exchange|body-parts|watch-reads|content-encoding))/],
  ['policies', /^src\/(upstream|time)\//],
  ['other packages', /^node_modules\//],
  ['the rest of Overlap', /^(src|bench)\//],
];

/** What runs without having been asked for by a file of ours or of a package. */
const UNASKED: readonly (readonly [name: string, places: RegExp])[] = [
  ['garbage collection', /^\(garbage collector\)$/],
  ['HTTP', /^node:_http/],
  [
    'Node: ticks and promises',
    /^(node:internal\/(process|async_hooks|timers|promise)|node:(timers|async_hooks)|runMicrotasks)/,
  ],
  [
    'Node: sockets and streams',
    /^node:(internal\/(streams?|stream_base_commons|net|tls)|net|stream|events|buffer|_stream|internal\/)/,
  ],
];

/** Which layer a moment of the processor belongs to. */
export function layerOf({ self, cause }: Sample): string {
  if (/^\(garbage collector\)$/.test(self.name)) return 'garbage collection';
  const match = cause === undefined ? find(UNASKED, self) : find(LAYERS, cause);
  return match ?? 'V8 and the kernel';
}

function find(rules: typeof LAYERS, { place }: Frame): string | undefined {
  return rules.find(([, places]) => places.test(place))?.[0];
}

/** In the order in which a request meets them; each once. */
export const LAYER_NAMES: readonly string[] = [
  ...['HTTP', 'Apollo and graphql-js', 'plan lookup', 'loader', 'calls: inputs and requests', 'policies', 'undici'],
  ...['parse', 'map', 'assemble', 'serialise', 'the rest of Overlap', 'other packages'],
  ...['Node: sockets and streams', 'Node: ticks and promises', 'garbage collection', 'V8 and the kernel'],
];
