import { isMapping, members, type Read, refuseName, refuseValue } from './reading.ts';
import type { Path, Translation } from './translation.ts';

/** `headers`: the rules for all connectors come first, those of a source after them. */
export const headers: Read = members(
  {
    connector: (value, path, out) => {
      if (!isMapping(value)) return refuseValue(path, out, 'Expected a mapping of names to values.');
      const { all, sources, ...others } = value;
      for (const name of Object.keys(others)) refuseName([...path, name], out);
      const common = rulesIn(all, [...path, 'all'], out);
      if (common.length > 0) out.put(['sourceDefaults', 'headers'], common, [...path, 'all', 'request']);
      for (const [name, source] of Object.entries(isMapping(sources) ? sources : {})) {
        const at = [...path, 'sources', name];
        const rules = [...common, ...rulesIn(source, at, out)];
        out.put(['sources', name, 'headers'], rules, [...at, 'request']);
      }
    },
  },
  {
    all: 'It is about subgraphs, of which there are none; connectors are under `headers.connector`.',
    subgraphs: 'There are no subgraphs; connectors are under `headers.connector`.',
  },
);

function rulesIn(value: unknown, path: Path, out: Translation): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!isMapping(value)) {
    refuseValue(path, out, 'Expected `request`, with a list of rules.');
    return [];
  }
  const { request = [], ...others } = value;
  for (const name of Object.keys(others))
    refuseName(
      [...path, name],
      out,
      name === 'response' ? 'Headers of upstreams are not passed to clients.' : undefined,
    );
  if (!Array.isArray(request)) {
    refuseValue([...path, 'request'], out, 'Expected a list of rules.');
    return [];
  }
  return request.flatMap((rule: unknown, index) => {
    const dynamic = dynamicInsert(rule);
    if (dynamic === undefined) return [rule];
    const hint =
      'Only a fixed `value` can be inserted; write the header in the schema: `{ name, value: "{$context.…}" }`.';
    refuseName([...path, 'request', index, 'insert', dynamic], out, hint);
    return [];
  });
}

/** The member by which an inserted header would be taken from somewhere. */
function dynamicInsert(rule: unknown): string | undefined {
  const insert = isMapping(rule) ? rule.insert : undefined;
  return isMapping(insert) ? ['from_context', 'path', 'body'].find((name) => Object.hasOwn(insert, name)) : undefined;
}
