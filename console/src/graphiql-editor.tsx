import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import type { GraphiQLPlugin } from '@graphiql/react';
import type { Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { InsightPanel } from './insight-panel.tsx';
import { runAndShow } from './last-run.ts';
import type { PlainEditorProps } from './plain-editor.tsx';
import { ask } from './run-operation.ts';

const WATERFALL: GraphiQLPlugin = {
  title: 'Waterfall',
  icon: () => (
    <svg viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
      <path d="M1 2h7v3H1zM5 6.5h7v3H5zM9 11h6v3H9z" />
    </svg>
  ),
  content: () => (
    <div className="plugin">
      <InsightPanel />
    </div>
  ),
};

/** GraphiQL, with the waterfall as its plugin. Its own questions for the schema are not the last run. */
export function GraphiQLEditor({ query, onQuery }: PlainEditorProps) {
  return (
    <GraphiQL
      fetcher={fetcher}
      initialQuery={query}
      plugins={[WATERFALL]}
      visiblePlugin={WATERFALL}
      onEditQuery={onQuery}
    />
  );
}

const fetcher: Fetcher = async (params, options) => {
  const headers = Object.fromEntries(
    Object.entries(options?.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  if (params.operationName === 'IntrospectionQuery') return { ...(await ask(params, headers)) } as never;
  const { answer } = await runAndShow(params, headers);
  // The trace has its own place.
  return { data: answer.data, ...(answer.errors && { errors: answer.errors }) } as never;
};
