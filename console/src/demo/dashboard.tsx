import { CombinedGraphQLErrors } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { type ReactNode, useRef } from 'react';
import { UpstreamsPanel, useSwitches } from '../upstreams-panel.tsx';
import { DASHBOARD, type DashboardData } from './dashboard-query.ts';

const EVERY_MS = 3_000;

type Path = readonly (string | number)[];
type Failure = { readonly message: string; readonly path?: Path; readonly extensions?: { readonly code?: unknown } };

/** A live page whose panels come, fail and recover each on its own. */
export function Dashboard() {
  const switches = useSwitches();
  const { dataState, data, error } = useQuery(DASHBOARD, {
    pollInterval: EVERY_MS,
    errorPolicy: 'all',
    fetchPolicy: 'network-only',
    notifyOnNetworkStatusChange: true,
  });
  const known = (dataState === 'empty' ? undefined : data) as DashboardData | undefined;
  const store = known?.store ?? undefined;
  const failures: readonly Failure[] = CombinedGraphQLErrors.is(error) ? error.errors : [];
  const offline = error !== undefined && failures.length === 0 ? error.message : '';
  const isPartOf = (path: Path) => (failure: Failure) => path.every((key, index) => failure.path?.[index] === key);
  const failuresAt = (...path: Path) => failures.filter(isPartOf(path));

  return (
    <div className="app">
      <header>
        <h1>{store?.name ?? 'The shop'}</h1>
        <span className="quiet">{store?.city}</span>
        <nav>
          <a href="/">Console</a>
        </nav>
      </header>
      <UpstreamsPanel {...switches} />
      <p role="status" className="offline">
        {offline}
      </p>
      <main className="panels">
        <Panel name="Weather" value={store?.weather} failures={failuresAt('store', 'weather')}>
          {({ celsius, wind, sky }) => (
            <p>
              <span className="big">{celsius} °C</span> {sky?.toLowerCase()}, wind {wind} m/s
            </p>
          )}
        </Panel>
        <Panel name="Orders" value={store?.orders} failures={failuresAt('store', 'orders')}>
          {({ total, items }) => (
            <>
              <p>
                <span className="big">{total}</span> in all; the latest:
              </p>
              <Rows rows={items.map(({ id, status, customer }) => [id, customer?.name ?? '–', status.toLowerCase()])} />
            </>
          )}
        </Panel>
        <Panel name="Parcels" value={store?.parcels} failures={failuresAt('store', 'parcels')}>
          {({ items }) => (
            <Rows rows={items.map(({ id, shipment }) => [id, shipment?.carrier ?? '–', words(shipment?.state)])} />
          )}
        </Panel>
        <Panel name="Low stock" value={store?.lowStock} failures={failuresAt('store', 'lowStock')}>
          {(products) => (
            <Rows rows={products.slice(0, 6).map(({ sku, name, onHand }) => [sku, name, `${onHand} left`])} />
          )}
        </Panel>
        <Panel name="Tickets" value={store?.tickets} failures={failuresAt('store', 'tickets')}>
          {(tickets) => (
            <Rows rows={tickets.slice(0, 6).map(({ id, subject, priority }) => [id, subject, words(priority)])} />
          )}
        </Panel>
        <Panel name="Exchange rates" value={known?.exchangeRates} failures={failuresAt('exchangeRates')}>
          {({ base, rates }) => (
            <Rows rows={rates.slice(0, 6).map(({ currency, rate }) => [currency, `1 ${base} =`, rate.toFixed(4)])} />
          )}
        </Panel>
      </main>
    </div>
  );
}

interface PanelProps<Value> {
  readonly name: string;
  /** Undefined: not here yet. */
  readonly value: Value | null | undefined;
  readonly failures: readonly Failure[];
  readonly children: (value: Value) => ReactNode;
}

/** While the next answer has not reached a panel, it shows what the last one brought. */
function Panel<Value>({ name, value: arrived, failures: arrivedFailures, children }: PanelProps<Value>) {
  const hasArrived = arrived !== undefined || arrivedFailures.length > 0;
  const last = useRef({ value: arrived, failures: arrivedFailures });
  if (hasArrived) last.current = { value: arrived, failures: arrivedFailures };
  const { value, failures } = last.current;
  const [failure] = failures;
  const state = failure !== undefined ? 'failed' : value === undefined ? 'waiting' : 'shown';
  return (
    <section
      className={`panel ${state}`}
      data-panel={name}
      data-state={state}
      aria-busy={!hasArrived}
      aria-label={name}
    >
      <h2>{name}</h2>
      {failure !== undefined && (
        <p className="failure">
          {failure.message || String(failure.extensions?.code)}
          {failures.length > 1 && ` (${failures.length} errors)`}
        </p>
      )}
      {state === 'waiting' && <p className="quiet">Waiting…</p>}
      {value !== undefined && value !== null && children(value)}
      {value === null && failure === undefined && <p className="quiet">Nothing.</p>}
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly (readonly string[])[] }) {
  return (
    <table>
      <tbody>
        {rows.map(([key, ...cells]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            {cells.map((cell) => (
              <td key={cell}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function words(name: string | null | undefined): string {
  return name?.toLowerCase().replaceAll('_', ' ') ?? '–';
}
