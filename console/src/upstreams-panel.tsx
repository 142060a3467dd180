import { useCallback, useEffect, useState } from 'react';

const DOOR = '/demo/upstreams';

export interface Switches {
  readonly failures: readonly string[];
  readonly upstreams: readonly Upstream[];
}

export interface Upstream {
  readonly name: string;
  readonly manners: string;
  readonly latencyMs: number;
  readonly failure: string;
}

export interface SwitchesState {
  /** Undefined: what runs is not the demo, or has not answered yet. */
  readonly state: Switches | undefined;
  readonly isKnown: boolean;
  readonly fault: string;
  readonly change: (change: object) => void;
}

/** The demo's switches as the demo tells them. */
export function useSwitches(): SwitchesState {
  const [state, setState] = useState<Switches>();
  const [isKnown, setKnown] = useState(false);
  const [fault, setFault] = useState('');
  const ask = useCallback(async (change?: object) => {
    const json = { 'content-type': 'application/json' };
    try {
      const put = { method: 'PUT', headers: json, body: JSON.stringify(change) };
      const response = await fetch(DOOR, change === undefined ? {} : put);
      if (response.ok) setState(await response.json());
      setFault(response.ok || change === undefined ? '' : `Not changed: status ${response.status}.`);
    } catch {
      setFault('The demo did not answer.');
    }
    setKnown(true);
  }, []);
  useEffect(() => void ask(), [ask]);
  return { state, isKnown, fault, change: (change) => void ask(change) };
}

/** The demo's switches, where the demo is what runs; elsewhere nothing. */
export function UpstreamsPanel({ state: switches, fault, change }: SwitchesState) {
  if (switches === undefined) return null;
  const broken = switches.upstreams.filter(({ failure }) => failure !== 'none').length;
  return (
    <aside aria-label="Demo upstreams">
      {' '}
      <details className="upstreams">
        <summary>
          Demo upstreams <span className="quiet">{broken === 0 ? 'all work' : `${broken} broken`}</span>
        </summary>
        <p className="quiet">Set how slow each is, or break it, and run again.</p>
        <ul>
          {switches.upstreams.map(({ name, manners, latencyMs, failure }) => (
            <li key={name} className={failure === 'none' ? '' : 'failed'}>
              <strong>{name}</strong>
              <label>
                latency, ms
                <input
                  type="number"
                  name={`${name}-latency`}
                  min={0}
                  max={60_000}
                  step="any"
                  defaultValue={latencyMs}
                  onChange={({ target }) => {
                    if (target.validity.valid && target.value !== '')
                      change({ [name]: { latencyMs: target.valueAsNumber } });
                  }}
                />
              </label>
              <label>
                failure
                <select
                  name={`${name}-failure`}
                  value={failure}
                  onChange={({ target }) => change({ [name]: { failure: target.value } })}
                >
                  {switches.failures.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
              </label>
              <span className="quiet">{manners}</span>
            </li>
          ))}
        </ul>
        <p role="status">{fault}</p>
      </details>
    </aside>
  );
}
