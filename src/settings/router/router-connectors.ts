import { as, each, ignore, isMapping, members, type Read, refuseValue } from './reading.ts';
import type { Path, Translation } from './translation.ts';

/** Every version of the schema language is read anyway. */
const SWITCHES = Object.fromEntries(
  ['0_1', '0_2', '0_3', '0_4', '0_5'].map((version) => [`preview_connect_v${version}`, ignore]),
);

/** `connectors`, its deprecated form by subgraph included, whose values win. */
export const connectors: Read = (value, path, out) => {
  const { subgraphs, ...present } = isMapping(value) ? value : { ...nothing(value, path, out) };
  presentForm(present, path, out);
  if (subgraphs !== undefined) subgraphForm(subgraphs, [...path, 'subgraphs'], out);
};

const presentForm = members(
  {
    ...SWITCHES,
    debug_extensions: ignore,
    max_requests_per_operation_per_source: as('maxRequestsPerOperation'),
    sources: each((name) => source(['sources', name])),
  },
  { expose_sources_in_context: 'A trace (`Overlap-Trace: 1`) names the sources of an operation.' },
);

const subgraphForm = each((service) => (value, path, out) => {
  if (!isMapping(value)) return refuseValue(path, out, 'Expected a mapping of names to values.');
  const { $config, ...others } = value;
  if ($config !== undefined) {
    const mentioned = out.namesBelow(['sources']).filter((name) => name.startsWith(`${service}.`));
    for (const name of new Set([...mentioned, `${service}.*`, ...sourcesOf(service, others.sources)]))
      out.put(['sources', name, '$config'], $config, [...path, '$config']);
  }
  members({ sources: each((name) => source(['sources', `${service}.${name}`])) })(others, path, out);
});

function source(ours: Path): Read {
  return members({
    override_url: as(...ours, 'baseURL'),
    $config: as(...ours, '$config'),
    max_requests_per_operation: as(...ours, 'maxRequestsPerOperation'),
  });
}

function sourcesOf(service: string, sources: unknown): readonly string[] {
  return isMapping(sources) ? Object.keys(sources).map((name) => `${service}.${name}`) : [];
}

function nothing(value: unknown, path: Path, out: Translation): Readonly<Record<string, unknown>> {
  if (value !== null) refuseValue(path, out, 'Expected a mapping of names to values.');
  return {};
}
