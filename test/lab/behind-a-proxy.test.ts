import { expect, test } from 'vitest';
import { readerOf, startPartsServer } from '../server/incremental/parts-server.ts';
import { startNginxInFrontOf, whyNoNginx } from './helpers/nginx-in-front.ts';

const why = whyNoNginx();
if (why !== undefined) console.warn(`Nothing is put behind a proxy: ${why}.`);

const QUERY = '{ hero { name ... @defer { slow } } }';

/** Where CI=true, what is missing is a failure. */
const withNginx = test.skipIf(why !== undefined && process.env.CI !== 'true');

withNginx.for([
  ['multipart/mixed;deferSpec=20220824', 'identity'],
  ['multipart/mixed;incrementalSpec=v0.2', 'identity'],
  ['multipart/mixed;deferSpec=20220824', 'gzip'],
  ['text/event-stream', 'identity'],
] as const)('nginx does not hold the first part back (%s, %s)', async ([accept, coding]) => {
  await using server = await startPartsServer();
  await using proxy = await startNginxInFrontOf(new URL(server.url).origin);
  const response = await fetch(`${proxy.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, 'accept-encoding': coding },
    body: JSON.stringify({ query: QUERY }),
  });
  const reader = readerOf(response);
  // The deferred call is not answered before this has come through.
  expect(await reader.until('Luke')).not.toContain('at last');
  server.release();
  expect(await reader.rest()).toContain('at last');
});
