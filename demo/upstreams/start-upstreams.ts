import { createCustomers } from './customers.ts';
import { type DemoUpstream, type Service, startDemoUpstream } from './demo-upstream.ts';
import { createInventory } from './inventory.ts';
import { createOrders } from './orders.ts';
import { createRates } from './rates.ts';
import { createShipping } from './shipping.ts';
import { createSupport } from './support.ts';
import { createWeather } from './weather.ts';

/** The seven as they are; a test may want some of them better behaved. */
export function createServices(): readonly Service[] {
  return [
    createOrders(),
    createCustomers(),
    createInventory(),
    createShipping(),
    createSupport(),
    createWeather(),
    createRates(),
  ];
}

/** The seven, running. */
export interface DemoUpstreams extends AsyncDisposable {
  readonly all: readonly DemoUpstream[];
  /** By name; throws for a name that is none of the seven. */
  get(name: string): DemoUpstream;
  /** For the gateway's settings: where each source really is. */
  readonly sources: Readonly<Record<string, { readonly baseURL: string }>>;
}

/** Starts services, the seven if nobody says otherwise, on free loopback ports. */
export async function startUpstreams(services = createServices()): Promise<DemoUpstreams> {
  const all = await Promise.all(services.map(startDemoUpstream));
  return {
    all,
    get(name) {
      const found = all.find((upstream) => upstream.name === name);
      if (found === undefined) throw new Error(`There is no demo upstream "${name}".`);
      return found;
    },
    sources: Object.fromEntries(all.map(({ name, url }) => [name, { baseURL: url }])),
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((upstream) => upstream[Symbol.asyncDispose]()));
    },
  };
}
