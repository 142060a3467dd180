import type { Problem } from '../mapping/scope.ts';
import { remember } from '../memo/remember.ts';

/** Which text of a connector a problem was met in (Connectors: location kinds of mapping problems). */
export type MappingLocation =
  | 'Selection'
  | 'IsSuccess'
  | 'ErrorsMessage'
  | 'SourceErrorsExtensions'
  | 'ConnectErrorsExtensions';

/** Takes what a mapping noticed; absent when nobody asks, and then nothing is traced. */
export type NoteProblems = (location: MappingLocation, problems: readonly Problem[]) => void;

/** Problems of one kind at one place of a mapping, counted: indices are `@`, elements are joined by dots. */
export interface CountedProblem {
  readonly connector: string;
  readonly location: MappingLocation;
  readonly message: string;
  readonly path: string;
  readonly count: number;
}

export interface MappingLog {
  notesOf(coordinate: string): NoteProblems;
  /** In the order of their first occurrence. */
  counted(): readonly CountedProblem[];
}

export function createMappingLog(): MappingLog {
  const found = new Map<string, { problem: Omit<CountedProblem, 'count'>; count: number }>();
  return {
    notesOf: (connector) => (location, problems) => {
      for (const { message, path } of problems) {
        const problem = { connector, location, message, path: printPath(path) };
        const entry = remember(found, JSON.stringify(problem), () => ({ problem, count: 0 }));
        entry.count += 1;
      }
    },
    counted: () => [...found.values()].map(({ problem, count }) => ({ ...problem, count })),
  };
}

function printPath(path: Problem['path']): string {
  return path.map((element) => (typeof element === 'number' ? '@' : element)).join('.');
}
