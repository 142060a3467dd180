import { expect, test } from 'vitest';
import { findUnknownSources } from '../../src/settings/unknown-sources.ts';

const GRAPH = {
  services: [{ name: 'shop' }, { name: 'crm' }, { name: 'plain' }],
  sources: [
    { service: 'shop', name: 'orders' },
    { service: 'crm', name: 'orders' },
    { service: 'crm', name: 'users' },
  ],
};

test('settings of sources that exist are no fault', () => {
  expect(findUnknownSources(['users', 'crm.users', 'shop.orders', 'plain.*'], GRAPH)).toEqual([]);
});

test('settings of a source that does not exist are a fault with a suggestion', () => {
  expect(findUnknownSources(['crm.user'], GRAPH)).toEqual([
    {
      path: ['sources', 'crm.user'],
      at: 'name',
      message: 'The schema has no source `crm.user`.',
      hint: 'Did you mean `crm.users`?',
    },
  ]);
});

test('a name that two services use needs the service', () => {
  expect(findUnknownSources(['orders'], GRAPH).map(({ hint }) => hint)).toEqual([
    'Write `shop.orders` or `crm.orders`.',
  ]);
});
