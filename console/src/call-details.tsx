import { selectCall } from './last-run.ts';
import { PHASE_LABELS, type Trace, type TracedCall } from './trace.ts';

/** Everything that is known of one call. */
export function CallDetails({ call, trace }: { readonly call: TracedCall; readonly trace: Trace }) {
  const causes = trace.causes.filter(({ call: id }) => id === call.id);
  return (
    <section className="details" aria-label={`Call ${call.id}`}>
      <h3>
        Call {call.id}: {call.name}
      </h3>
      <dl>
        <dt>For</dt>
        <dd>
          <code>{call.path.join('.')}</code>
        </dd>
        <dt>Answer</dt>
        <dd>
          {call.method} {call.status ?? ''} {call.code ?? ''} {call.notes.join(', ')}
        </dd>
        {call.waitsFor.length > 0 && (
          <>
            <dt>Waited for</dt>
            <dd>
              {call.waitsFor.map((id) => (
                <button key={id} type="button" className="link" onClick={() => selectCall(id)}>
                  call {id}
                </button>
              ))}
            </dd>
          </>
        )}
        {call.phases.map(({ name, ms }, index) => (
          <div key={`${index} ${name}`} className="pair">
            <dt>
              <span className={`swatch phase ${name}`} /> {PHASE_LABELS[name]}
            </dt>
            <dd>{Math.round(ms * 10) / 10} ms</dd>
          </div>
        ))}
      </dl>
      {causes.map((cause) => (
        <p key={cause.text}>
          {cause.text} <span className="quiet">{cause.mend}</span>
        </p>
      ))}
    </section>
  );
}
