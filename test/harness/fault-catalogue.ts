import { CONNECTING } from './fault-catalogue/connecting.ts';
import { CONTENT } from './fault-catalogue/content.ts';
import { CUT_OFF } from './fault-catalogue/cut-off.ts';
import { DOCUMENTS } from './fault-catalogue/documents.ts';
import type { Fault } from './fault-catalogue/fault.ts';
import { MOODS } from './fault-catalogue/moods.ts';
import { NOT_HTTP } from './fault-catalogue/not-http.ts';
import { SIZES } from './fault-catalogue/sizes.ts';
import { STATUSES } from './fault-catalogue/statuses.ts';
import { WAITING } from './fault-catalogue/waiting.ts';

/** Everything an upstream may do to us, with what a client shall see of it. A new kind of fault is a line in a chapter. */
export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  connecting: CONNECTING,
  waiting: WAITING,
  'cut off': CUT_OFF,
  'hardly HTTP': NOT_HTTP,
  content: CONTENT,
  documents: DOCUMENTS,
  statuses: STATUSES,
  sizes: SIZES,
  moods: MOODS,
};
