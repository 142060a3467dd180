import type { ConnectHttp, Connector } from '../connectors/connector.ts';
import type { Selection } from '../mapping/ast.ts';

/**
 * The address of a connector as its author wrote it, holes and all. What looks like a credential is left out, in an
 * authority and in a query; values stand nowhere. Pure.
 */
export function addressOf({ url, path, queryParams }: ConnectHttp): string {
  const written = url.text.replaceAll(/[\t\r\n]/g, '').trim();
  const [beforeQuery = '', ...rest] = written.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').split('?');
  const query = rest.join('?').replaceAll(SECRET_PARAMETER, '$1…');
  const parameters = [...(query === '' ? [] : [query]), ...namesOf(queryParams)];
  return `${beforeQuery}${path === undefined ? '' : '/…'}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
}

/** A constant given to a parameter whose name speaks of credentials. */
const SECRET_PARAMETER = /((?:^|&)[^=&{]*(?:key|token|secret|password|auth|sig)[^=&{]*=)[^&{]+/gi;

/** How a source is spoken of: with its service, where another service has one of this name. Pure. */
export function sourceNamer(
  sources: readonly { readonly service: string; readonly name: string }[],
): (connector: Connector) => string | undefined {
  const count = new Map<string, number>();
  for (const { name } of sources) count.set(name, (count.get(name) ?? 0) + 1);
  return ({ source }) => {
    if (source === undefined) return undefined;
    return (count.get(source.name) ?? 0) > 1 ? `${source.service}.${source.name}` : source.name;
  };
}

function namesOf(selection: Selection | undefined): readonly string[] {
  if (selection === undefined) return [];
  if (selection.body.kind !== 'List') return ['…'];
  return selection.body.list.items.map((item) =>
    item.kind === 'Field' ? item.key.name : item.kind === 'Alias' ? item.name.name : '…',
  );
}
