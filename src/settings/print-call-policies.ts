import { printDuration, printSize } from '../units/units.ts';
import type { HedgeSettings, OauthSettings, SourceSettings, StoreSettings } from './settings.ts';

/** A source's cache, hedge, adaptive limit, credentials and redirects, as they could stand in overlap.yaml. Pure. */
export function printableCallPolicies({ cache, hedge, adaptive, oauth, redirects }: SourceSettings) {
  return {
    cache: {
      enabled: cache.enabled,
      maxBytes: printSize(cache.maxBytes),
      staleIfError: printLength(cache.staleIfErrorMs),
      staleWhileRevalidate: printLength(cache.staleWhileRevalidateMs),
    },
    hedge: hedge === undefined ? false : printableHedge(hedge),
    adaptive: adaptive === undefined ? false : { min: adaptive.minConcurrent },
    ...(oauth !== undefined && { oauth: printableOauth(oauth) }),
    redirects,
  };
}

/** The host of a shared store is worth knowing; who logs in there is not for everybody. Pure. */
export function printableStore(store: StoreSettings) {
  if (store.kind === 'memory') return 'memory';
  const url = new URL(store.url);
  const identity = url.username === '' && url.password === '' ? '' : 'hidden@';
  return { valkey: `${url.protocol}//${identity}${url.host}${url.pathname}` };
}

function printLength(ms: number): string | false {
  return ms === 0 ? false : printDuration(ms);
}

function printableHedge({ after, budgetRatio, idempotent }: HedgeSettings) {
  const printed = after.kind === 'delay' ? printDuration(after.ms) : `p${Number((after.ratio * 100).toFixed(6))}`;
  return { after: printed, budget: budgetRatio, idempotent };
}

function printableOauth(oauth: OauthSettings) {
  const { tokenUrl, clientId, clientAuthentication, scope, parameters, timeoutMs } = oauth;
  const { origin, pathname } = new URL(tokenUrl);
  return {
    tokenUrl: `${origin}${pathname}`,
    clientId,
    clientSecret: '(hidden)',
    authentication: clientAuthentication,
    ...(scope !== undefined && { scope }),
    parameters: Object.fromEntries(Object.keys(parameters).map((name) => [name, '(hidden)'])),
    timeout: printDuration(timeoutMs),
  };
}
