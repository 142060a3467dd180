/** A part of the benchmark's report, and what became of its bars. */
export interface Section {
  readonly name: string;
  /** Markdown, from its heading on. */
  readonly text: string;
  readonly bars: readonly JudgedBar[];
}

/** What must hold, what was found, and whether that is enough. */
export interface JudgedBar {
  readonly bar: string;
  readonly found: string;
  readonly isMet: boolean;
}

export function printSection(name: string, lines: readonly string[], bars: readonly JudgedBar[]): Section {
  const judged = bars.map(({ bar, found, isMet }) => `- ${verdict(isMet)}: ${bar}: ${found}`);
  return { name, bars, text: [`## ${name}\n`, ...lines, '', ...judged, ''].join('\n') };
}

/** Every bar of a run in one table. */
export function printSummary(sections: readonly Section[]): string {
  const bars = sections.flatMap((section) => section.bars.map((judged) => ({ ...judged, workload: section.name })));
  const met = bars.filter(({ isMet }) => isMet).length;
  return [
    `## The bars\n\n${met} of ${bars.length} are met.\n`,
    '| workload | must | found | |',
    '| --- | --- | --- | --- |',
    ...bars.map(({ workload, bar, found, isMet }) => `| ${workload} | ${bar} | ${found} | ${verdict(isMet)} |`),
    '',
  ].join('\n');
}

function verdict(isMet: boolean): string {
  return isMet ? 'met' : '**not met**';
}
