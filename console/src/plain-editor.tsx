import { type KeyboardEvent, useId, useState } from 'react';
import { runAndShow, useLastRun } from './last-run.ts';

export interface PlainEditorProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

/** A text area and the answer: there at once, and all there is until GraphiQL has been loaded. */
export function PlainEditor({ query, onQuery }: PlainEditorProps) {
  const { run, isRunning } = useLastRun();
  const [variables, setVariables] = useState('');
  const [fault, setFault] = useState('');
  const id = useId();

  function start(): void {
    const read = readVariables(variables);
    setFault(read === undefined ? 'Variables must be a JSON object, as in {"id": 1}.' : '');
    if (read !== undefined) void runAndShow({ query, variables: read });
  }

  function startByKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    start();
  }

  return (
    <section className="plain" aria-label="Operation">
      <label htmlFor={`${id}-query`}>Operation</label>
      <textarea
        id={`${id}-query`}
        className="query"
        value={query}
        spellCheck={false}
        autoCapitalize="off"
        onChange={({ target }) => onQuery(target.value)}
        onKeyDown={startByKey}
      />
      <details>
        <summary>Variables</summary>
        <textarea
          aria-label="Variables, as JSON"
          className="variables"
          value={variables}
          spellCheck={false}
          onChange={({ target }) => setVariables(target.value)}
          onKeyDown={startByKey}
        />
      </details>
      <div className="actions">
        <button type="button" className="primary" onClick={start} disabled={isRunning}>
          {isRunning ? 'Running…' : 'Run'}
        </button>
        <span className="quiet">Ctrl+Enter</span>
        <span role="status">{fault}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable */}
      <section className="scroll result" tabIndex={0} aria-label="Answer">
        <pre>
          {run === undefined ? '' : JSON.stringify({ data: run.answer.data, errors: run.answer.errors }, null, 2)}
        </pre>
      </section>
    </section>
  );
}

function readVariables(text: string): object | undefined {
  if (text.trim() === '') return {};
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
