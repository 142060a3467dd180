import { type ComponentType, useEffect, useState } from 'react';
import { ENDPOINT } from './endpoint.ts';
import { ANY_QUERY, DEMO_QUERY } from './example.ts';
import { InsightPanel } from './insight-panel.tsx';
import { PlainEditor, type PlainEditorProps } from './plain-editor.tsx';
import { UpstreamsPanel, useSwitches } from './upstreams-panel.tsx';

/** The console: GraphiQL with the waterfall beside it, and a plain editor until GraphiQL is there, or instead of it. */
export function App() {
  const switches = useSwitches();
  const [edited, setQuery] = useState<string>();
  const [isRich, choose] = useChoice();
  const GraphiQL = useGraphiQL(isRich);
  const query = edited ?? (switches.state === undefined ? ANY_QUERY : DEMO_QUERY);

  return (
    <div className={GraphiQL === undefined ? 'app' : 'app rich'}>
      <header>
        <h1>Overlap</h1>
        <code>{ENDPOINT}</code>
        <nav>
          {switches.state && <a href="/demo">Dashboard</a>}
          <a href="/sandbox">Sandbox</a>
          <button type="button" aria-pressed={isRich} onClick={() => choose(!isRich)}>
            GraphiQL
          </button>
        </nav>
      </header>
      <UpstreamsPanel {...switches} />
      <main>
        {GraphiQL !== undefined && switches.isKnown ? (
          <GraphiQL query={query} onQuery={setQuery} />
        ) : (
          <>
            <PlainEditor query={query} onQuery={setQuery} />
            <section className="beside" aria-label="Last run">
              <InsightPanel />
            </section>
          </>
        )}
      </main>
    </div>
  );
}

const CHOICE = 'overlap-editor';

/** Whether GraphiQL is wanted: as chosen last time, else where there is room for it. */
function useChoice(): readonly [boolean, (isRich: boolean) => void] {
  const [isRich, setRich] = useState(() => {
    const chosen = localStorage.getItem(CHOICE);
    return chosen === null ? matchMedia('(min-width: 900px)').matches : chosen === 'graphiql';
  });
  return [
    isRich,
    (wanted) => {
      localStorage.setItem(CHOICE, wanted ? 'graphiql' : 'plain');
      setRich(wanted);
    },
  ];
}

/**
 * GraphiQL once it is there. It has several megabytes: they are loaded after the first paint, and only if it is wanted.
 * Whoever is writing in the plain editor by then is not interrupted.
 */
function useGraphiQL(isWanted: boolean): ComponentType<PlainEditorProps> | undefined {
  const [GraphiQL, setGraphiQL] = useState<ComponentType<PlainEditorProps>>();
  useEffect(() => {
    if (!isWanted) return;
    const leaving = new AbortController();
    const load = async () => {
      const { GraphiQLEditor } = await import('./graphiql-editor.tsx');
      await whenNobodyWrites(leaving.signal);
      if (!leaving.signal.aborted) setGraphiQL(() => GraphiQLEditor);
    };
    const painted = requestIdleCallback(() => void load().catch(() => undefined)); // the plain editor stays
    return () => {
      cancelIdleCallback(painted);
      leaving.abort();
    };
  }, [isWanted]);
  return isWanted ? GraphiQL : undefined;
}

function whenNobodyWrites(signal: AbortSignal): Promise<void> {
  if (!(document.activeElement instanceof HTMLTextAreaElement)) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('focusout', () => resolve(), { once: true, signal });
  });
}
