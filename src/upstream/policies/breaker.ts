import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { type Answer, contained, type Policy } from '../call.ts';
import { Traffic } from '../traffic.ts';
import type { UpstreamFailure } from '../upstream-error.ts';
import { Circuit, type CircuitOptions } from './circuit.ts';

export type BreakerOptions = CircuitOptions;

/** Sends nothing to a source that keeps failing, until a single call shows that it is well again. */
export function createBreaker(
  options: BreakerOptions,
  clock: Clock,
  traffic: Pick<Traffic, 'breaker'> = new Traffic(),
): Policy {
  const circuit = new Circuit(options, clock);
  traffic.breaker = () => circuit.state;
  return (next) => {
    const send = contained(next);
    return (call, settle) => {
      if (!circuit.admits()) {
        const failure = refusal(circuit.openForMs);
        call.observe?.({ kind: 'failed', failure, atMs: clock.now() });
        return settle(failed(failure));
      }
      const { era } = circuit;
      send(call, (answer) => {
        circuit.settle(era, speaksWell(answer));
        settle(answer);
      });
    };
  };
}

/** What an answer says about the health of the source. Our own refusals and a caller's impatience say nothing. */
function speaksWell(answer: Answer): boolean | undefined {
  if (answer.ok) return answer.value.status < 500;
  switch (answer.failure.kind) {
    case 'connection':
    case 'timeout':
      return false;
    case 'too large':
    case 'undecodable':
      return true;
    case 'deadline':
    case 'aborted':
    case 'refused':
    case 'bug':
      return undefined;
  }
}

function refusal(openForMs: number | undefined): UpstreamFailure {
  if (openForMs === undefined) return { kind: 'refused', by: 'breaker' };
  return { kind: 'refused', by: 'breaker', retryAfterMs: Math.ceil(openForMs) };
}
