import { type FindCauses, inMs, isWorthTelling } from './cause.ts';
import { LEAST_STALL_MS, starvedMs } from './stalled.ts';

/** The process got no processor: the machine, or a limit on the container, gave it to others. */
export const findProcessor: FindCauses = (record) => {
  const ms = starvedMs(record.stalls);
  if (!isWorthTelling(ms, record, LEAST_STALL_MS)) return [];
  return [
    {
      kind: 'processor',
      ms,
      text: `The process was given no processor for ${inMs(ms)}: others on the machine had it, or a limit held it back.`,
      mend: 'Raise the CPU limit of the container, or run fewer processes on the machine.',
    },
  ];
};
