import { useState } from 'react';
import { selectCall, useLastRun } from './last-run.ts';
import { callOf, type FieldError } from './link-errors.ts';
import type { Answer } from './run-operation.ts';
import type { Trace } from './trace.ts';
import { Waterfall } from './waterfall.tsx';

/** What the last run did: figures, waterfall, errors with their calls, causes, and the raw trace to copy. */
export function InsightPanel() {
  const { run, isRunning, selected } = useLastRun();
  return (
    <div className="insight" aria-busy={isRunning}>
      <h2>Last run</h2>
      {run === undefined ? (
        <p className="quiet">{isRunning ? 'Running…' : 'Run an operation: its calls are drawn here.'}</p>
      ) : (
        <>
          {run.trace === undefined ? (
            <p className="quiet">This answer brought no trace.</p>
          ) : (
            <>
              <Figures trace={run.trace} />
              {run.trace.calls.length > 0 && (
                <Waterfall trace={run.trace} errors={run.answer.errors ?? []} selected={selected} />
              )}
            </>
          )}
          <Errors errors={run.answer.errors ?? []} trace={run.trace} />
          {run.trace !== undefined && <Causes trace={run.trace} />}
          {run.trace !== undefined && <RawTrace answer={run.answer} />}
        </>
      )}
    </div>
  );
}

function Figures({ trace: { overlapFactor, wallMs, upstreamMs, calls, moreCalls } }: { readonly trace: Trace }) {
  return (
    <dl className="figures">
      <div>
        <dt>Overlap factor</dt>
        <dd id="overlap-factor">{overlapFactor}×</dd>
      </div>
      <div>
        <dt>Wall</dt>
        <dd>{Math.round(wallMs)} ms</dd>
      </div>
      <div>
        <dt>Sum of upstreams</dt>
        <dd>{Math.round(upstreamMs)} ms</dd>
      </div>
      <div>
        <dt>Calls</dt>
        <dd>{calls.length + moreCalls}</dd>
      </div>
    </dl>
  );
}

function Errors({ errors, trace }: { readonly errors: readonly FieldError[]; readonly trace: Trace | undefined }) {
  if (errors.length === 0) return null;
  return (
    <section aria-label="Errors">
      <h3>
        {errors.length} {errors.length === 1 ? 'error' : 'errors'}
      </h3>
      <ul className="errors">
        {errors.map((error, index) => {
          const call = callOf(error, trace);
          return (
            <li key={index}>
              <code>{error.path?.join('.') ?? 'operation'}</code> {error.message || error.extensions?.code}{' '}
              {call !== undefined && (
                <button type="button" className="link" onClick={() => show(call.id)}>
                  call {call.id}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Causes({ trace: { causes } }: { readonly trace: Trace }) {
  if (causes.length === 0) return null;
  return (
    <section aria-label="Causes">
      <h3>What did not overlap, and why</h3>
      <ul className="causes">
        {causes.map(({ kind, call, ms, text, mend }, index) => (
          <li key={index}>
            <span className="chip">
              {kind} {Math.round(ms)} ms
            </span>{' '}
            {text} <span className="quiet">{mend}</span>{' '}
            {call !== undefined && (
              <button type="button" className="link" onClick={() => show(call)}>
                call {call}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RawTrace({ answer }: { readonly answer: Answer }) {
  const [said, say] = useState('Copy trace');
  const text = JSON.stringify(answer.extensions?.overlap, null, 2);
  return (
    <details className="raw">
      <summary>Raw trace</summary>
      <button type="button" onClick={() => copy(text).then(say)}>
        {said}
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable */}
      <section className="scroll" tabIndex={0} aria-label="Raw trace">
        <pre>{text}</pre>
      </section>
    </details>
  );
}

async function copy(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied';
  } catch {
    return 'The browser did not allow it: select the text';
  }
}

function show(id: number): void {
  selectCall(id);
  const row = document.getElementById(`call-${id}`);
  row?.focus();
  row?.scrollIntoView({ block: 'center' });
}
