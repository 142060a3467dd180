import { type KeyboardEvent, useRef } from 'react';
import { CallDetails } from './call-details.tsx';
import { selectCall } from './last-run.ts';
import { type FieldError, failuresOf } from './link-errors.ts';
import { endOf, PHASE_LABELS, PHASES, type Trace, type TracedCall, type TracedCause } from './trace.ts';

const ROW_PX = 40;
/** Where in its row a bar stands. */
const BAR_CENTRE_PX = 29;

export interface WaterfallProps {
  readonly trace: Trace;
  readonly errors: readonly FieldError[];
  readonly selected: number | undefined;
}

/** One bar for each call, in phases; arrows lead from a call to those that waited for its answer. */
export function Waterfall({ trace, errors, selected }: WaterfallProps) {
  const failures = failuresOf(trace, errors);
  const list = useRef<HTMLOListElement>(null);
  const spanMs = Math.max(trace.wallMs, ...trace.calls.map(endOf), 1);
  const current = trace.calls.find(({ id }) => id === selected);

  function move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const rows = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = Math.min(rows.length - 1, Math.max(0, rows.findIndex((row) => row.matches(':focus')) + step));
    rows[next]?.focus();
  }

  return (
    <div className="waterfall">
      <Legend trace={trace} />
      <Scale spanMs={spanMs} />
      <div className="rows">
        <Arrows trace={trace} spanMs={spanMs} />
        <ol ref={list} onKeyDown={move} aria-label="Calls, in the order of their beginnings">
          {trace.calls.map((call, index) => (
            <Row
              key={call.id}
              call={call}
              spanMs={spanMs}
              failure={failures.get(call.id)}
              cause={trace.causes.find((cause) => cause.call === call.id)}
              isSelected={call.id === selected}
              isReached={call.id === (current?.id ?? trace.calls[0]?.id)}
              index={index}
            />
          ))}
        </ol>
      </div>
      {trace.moreCalls > 0 && <p className="quiet">{trace.moreCalls} more calls are not listed.</p>}
      {current && <CallDetails call={current} trace={trace} />}
    </div>
  );
}

interface RowProps {
  readonly call: TracedCall;
  readonly spanMs: number;
  readonly failure: string | undefined;
  readonly cause: TracedCause | undefined;
  readonly isSelected: boolean;
  /** One of the rows is reached with Tab; arrow keys lead to the others. */
  readonly isReached: boolean;
  readonly index: number;
}

function Row({ call, spanMs, failure, cause, isSelected, isReached, index }: RowProps) {
  const percent = (ms: number) => `${(100 * ms) / spanMs}%`;
  return (
    <li>
      <button
        type="button"
        id={`call-${call.id}`}
        className={`row${failure !== undefined ? ' failed' : ''}`}
        data-call={call.id}
        data-source={call.source}
        data-index={index}
        aria-pressed={isSelected}
        tabIndex={isReached ? 0 : -1}
        onClick={() => selectCall(isSelected ? undefined : call.id)}
      >
        <span className="label">
          <span className="name">{call.name}</span>
          {call.notes.length > 0 && <span className="quiet note">{call.notes.join(', ')}</span>}
          {cause && (
            <span className="chip">
              {cause.kind} {Math.round(cause.ms)} ms
            </span>
          )}
          <span className="outcome">
            {failure === undefined ? '' : '✗ '}
            {call.status ?? failure ?? ''}
          </span>
          <span className="ms">{Math.round(call.elapsedMs)} ms</span>
        </span>
        <span className="unseen">{describe(call, failure, cause)}</span>
        <span className="track" aria-hidden="true">
          <span className="bar" style={{ left: percent(call.startMs), width: percent(endOf(call) - call.startMs) }}>
            {call.phases.map(({ name, ms }, index) => (
              <span key={`${index} ${name}`} className={`phase ${name}`} style={{ flexGrow: ms }} />
            ))}
          </span>
        </span>
      </button>
    </li>
  );
}

/** What the bar, the colours and the arrows say to those who see them. */
function describe(call: TracedCall, failure: string | undefined, cause: TracedCause | undefined): string {
  const waits = call.waitsFor.length === 0 ? '' : ` and waited for call ${call.waitsFor.join(' and ')}`;
  const fault = failure === undefined ? '' : ` It failed with ${failure}.`;
  return `Call ${call.id} began at ${Math.round(call.startMs)} ms${waits}.${fault} ${cause?.text ?? ''}`;
}

function Arrows({ trace, spanMs }: { readonly trace: Trace; readonly spanMs: number }) {
  const rows = new Map(trace.calls.map((call, index) => [call.id, { call, y: index * ROW_PX + BAR_CENTRE_PX }]));
  const arrows = trace.calls.flatMap(({ id, waitsFor, startMs }) => {
    const to = rows.get(id);
    return waitsFor.flatMap((other) => {
      const from = rows.get(other);
      if (from === undefined || to === undefined) return [];
      return [{ key: `${other}-${id}`, x1: endOf(from.call), x2: startMs, y1: from.y, y2: to.y }];
    });
  });
  const percent = (ms: number) => `${(100 * ms) / spanMs}%`;
  return (
    <svg className="arrows" height={trace.calls.length * ROW_PX} aria-hidden="true">
      <marker id="arrow-head" viewBox="-4 -5 8 6" markerWidth="8" markerHeight="6" refY="-4" overflow="visible">
        <path d="M-4 -5 L0 1 L4 -5 Z" />
      </marker>
      {arrows.map(({ key, x1, x2, y1, y2 }) => (
        <g key={key} data-arrow={key}>
          <line x1={percent(x1)} y1={y1} x2={percent(x2)} y2={y1} />
          <line x1={percent(x2)} y1={y1} x2={percent(x2)} y2={y2 - 7} markerEnd="url(#arrow-head)" />
        </g>
      ))}
    </svg>
  );
}

function Scale({ spanMs }: { readonly spanMs: number }) {
  return (
    <div className="scale quiet" aria-hidden="true">
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <span key={share}>
          {Math.round(share * spanMs)}
          {share === 1 ? ' ms' : ''}
        </span>
      ))}
    </div>
  );
}

function Legend({ trace }: { readonly trace: Trace }) {
  const seen = new Set(
    trace.calls.flatMap(({ phases }) => phases.filter(({ ms }) => ms >= 0.5).map(({ name }) => name)),
  );
  return (
    <ul className="legend" aria-label="Phases">
      {PHASES.filter((name) => seen.has(name)).map((name) => (
        <li key={name}>
          <span className={`swatch phase ${name}`} /> {PHASE_LABELS[name]}
        </li>
      ))}
    </ul>
  );
}
