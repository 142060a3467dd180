import * as defaults from './defaults.ts';
import type { CacheSettings, HedgeSettings, OauthSettings, SourceSettings } from './settings.ts';
import type { CheckedSettings } from './settings-schema.ts';

type CheckedSource = NonNullable<CheckedSettings['sources']>[string];

/** What is kept, asked twice, or signed for a source: as written, else as `base` says. Pure. */
export function completeCallPolicies(
  source: CheckedSource,
  base: SourceSettings,
): Pick<SourceSettings, 'cache' | 'hedge' | 'adaptive' | 'oauth' | 'redirects'> {
  const hedge = completeHedge(source.hedge, base.hedge);
  const adaptive = completeAdaptive(source.adaptive, base.adaptive);
  return {
    cache: completeCache(source.cache ?? {}, base.cache),
    ...(hedge !== undefined && { hedge }),
    ...(adaptive !== undefined && { adaptive }),
    ...(source.oauth && { oauth: completeOauth(source.oauth) }),
    redirects: source.redirects ?? base.redirects,
  };
}

function completeCache(cache: NonNullable<CheckedSource['cache']>, base: CacheSettings): CacheSettings {
  return {
    enabled: cache.enabled ?? base.enabled,
    maxBytes: cache.maxBytes ?? base.maxBytes,
    staleIfErrorMs: lengthOr(cache.staleIfError, base.staleIfErrorMs),
    staleWhileRevalidateMs: lengthOr(cache.staleWhileRevalidate, base.staleWhileRevalidateMs),
  };
}

function lengthOr(written: number | false | undefined, otherwise: number): number {
  return written === false ? 0 : (written ?? otherwise);
}

function completeHedge(written: CheckedSource['hedge'], base: HedgeSettings | undefined): HedgeSettings | undefined {
  if (written === undefined) return base;
  if (written === false) return undefined;
  const { after, budgetRatio, idempotent } = base ?? defaults.HEDGE_DEFAULTS;
  return {
    after: written.after ?? after,
    budgetRatio: written.budget ?? budgetRatio,
    idempotent: written.idempotent ?? idempotent,
  };
}

function completeAdaptive(
  written: CheckedSource['adaptive'],
  base: SourceSettings['adaptive'],
): SourceSettings['adaptive'] {
  if (written === undefined) return base;
  if (written === false) return undefined;
  return { minConcurrent: written.min ?? base?.minConcurrent ?? defaults.ADAPTIVE_DEFAULTS.minConcurrent };
}

function completeOauth(written: Exclude<CheckedSource['oauth'], false | undefined>): OauthSettings {
  return {
    tokenUrl: written.tokenUrl,
    clientId: written.clientId,
    clientSecret: written.clientSecret,
    clientAuthentication: written.authentication ?? defaults.OAUTH_DEFAULTS.clientAuthentication,
    ...(written.scope !== undefined && { scope: written.scope }),
    parameters: written.parameters ?? defaults.OAUTH_DEFAULTS.parameters,
    timeoutMs: written.timeout ?? defaults.OAUTH_DEFAULTS.timeoutMs,
  };
}
