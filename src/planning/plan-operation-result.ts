import type { Model } from './plan-object.ts';
import { countCalls, type Draft, nameDrafts, printWaits, waveOf } from './plan-operation-draft.ts';
import type { OutlinedOperation } from './plan-operation-fields.ts';
import type { OperationOutline, OutlinedCall, OutlinedResolver } from './plan-operation-outline.ts';
import { remarksOn } from './plan-operation-remarks.ts';
import { addressOf, sourceNamer } from './plan-operation-request.ts';
import type { Step } from './step.ts';

export interface Drafted {
  readonly model: Model;
  readonly written: OutlinedOperation;
  readonly assumedRows: number;
}

/** Drafts as a finished outline. Pure. */
export function outlineOf(drafts: readonly Draft[], { model, written, assumedRows }: Drafted): OperationOutline {
  const names = nameDrafts(drafts);
  const waves = new Map<Draft, number>();
  const nameOf = sourceNamer(model.graph.sources);
  const calls: OutlinedCall[] = [];
  const resolvers: OutlinedResolver[] = [];
  const steps = new Map<string, Step>();
  for (const draft of drafts) {
    const id = names.get(draft) ?? '';
    const waitsFor = printWaits(draft, names);
    if (draft.made.kind === 'resolver') {
      resolvers.push({ id, field: draft.made.field, path: [...draft.paths].join(', '), waitsFor });
      continue;
    }
    const { step } = draft.made;
    const { connector } = step;
    if (connector.http === undefined) continue;
    const source = nameOf(connector);
    steps.set(id, step);
    calls.push({
      id,
      connector: connector.coordinate,
      ...(source !== undefined && { source }),
      method: connector.http.method,
      url: addressOf(connector.http),
      paths: [...draft.paths],
      waitsFor,
      ...countCalls(step, draft.rows),
      ...(connector.maxBatchSize !== undefined && { maxBatchSize: connector.maxBatchSize }),
      ...(draft.isBeside === true && draft.beside && { beside: names.get(draft.beside) ?? '' }),
      onlyIfMissing: draft.onlyIfMissing,
      wave: waveOf(draft, waves),
      rows: draft.rows,
    });
  }
  const { operation } = written;
  const name = operation.name?.value;
  return {
    ...(name !== undefined && { name }),
    operation: operation.operation,
    maxCalls: sum(calls),
    waves: Math.max(0, ...calls.map(({ wave }) => wave)),
    sources: bySource(calls),
    calls,
    resolvers,
    remarks: remarksOn({ calls, resolvers, steps }),
    assumedRows,
  };
}

function bySource(calls: readonly OutlinedCall[]): OperationOutline['sources'] {
  const groups = Map.groupBy(calls, ({ source = 'without a source' }) => source);
  return [...groups].map(([source, own]) => ({ source, maxCalls: sum(own) })).sort((a, b) => b.maxCalls - a.maxCalls);
}

function sum(calls: readonly OutlinedCall[]): number {
  return calls.reduce((total, { maxCalls }) => total + maxCalls, 0);
}
