/**
 * A page of validation cases. A heading `##` titles a case; its fences are one or more files of a graph
 * (```graphql v0.2, plain, or with a name: ```graphql v0.2 orders) and the expected findings
 * (```findings, lines `CODE line` or `CODE line ×count`, nothing for a schema without faults).
 *
 * A file with a version gets a link and a source `pulse` behind its text, so that lines count from its first one;
 * `v0.2 bare` gets the link alone, `raw` nothing.
 */
export interface ValidationCase {
  readonly title: string;
  readonly files: readonly CaseFile[];
  /** `CODE line`, sorted. */
  readonly findings: readonly string[];
}

export interface CaseFile {
  readonly name: string;
  readonly text: string;
}

const FENCE = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;

export function parseValidationPage(page: string): readonly ValidationCase[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => parseCase(section));
}

/** The text appended to a file of some version. */
export function preludeOf(version: string, hasSource: boolean): string {
  const link = `@link(url: "https://specs.apollo.dev/connect/${version}", import: ["@connect", "@source"])`;
  const source = hasSource ? ' @source(name: "pulse", http: { baseURL: "https://api.pulse.example" })' : '';
  return `\nextend schema ${link}${source}\n`;
}

function parseCase(section: string): ValidationCase {
  const title = section.slice(0, section.indexOf('\n')).trim();
  const files: CaseFile[] = [];
  let findings: readonly string[] | undefined;
  for (const [, language = '', info = '', text = ''] of section.matchAll(FENCE)) {
    if (language === 'findings') findings = parseFindings(text, title);
    else if (language === 'graphql') files.push(parseFile(info.trim().split(/\s+/), text, files.length));
    else throw new Error(`"${title}": a fence is \`graphql\` or \`findings\`, not \`${language}\`.`);
  }
  if (files.length === 0 || findings === undefined) throw new Error(`"${title}" lacks a schema or its findings.`);
  return { title, files, findings };
}

function parseFile([version = '', ...words]: readonly string[], text: string, index: number): CaseFile {
  if (!/^(v\d\.\d|plain|raw)$/.test(version))
    throw new Error(`A schema says its version, \`plain\` or \`raw\`, not \`${version}\`.`);
  const name = words.find((word) => word !== 'bare') ?? (index === 0 ? 'service' : `service${index}`);
  const prelude = version.startsWith('v') ? preludeOf(version, !words.includes('bare')) : '';
  return { name, text: text + prelude };
}

function parseFindings(text: string, title: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const [, code, number, count = '1'] = /^([A-Z_]+) (\d+)(?: ×(\d+))?$/.exec(line.trim()) ?? [];
      if (code === undefined) throw new Error(`"${title}": cannot read the finding "${line}".`);
      return new Array<string>(Number(count)).fill(`${code} ${number}`);
    })
    .sort();
}
