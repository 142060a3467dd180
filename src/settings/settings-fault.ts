import { z } from 'zod';
import { suggest } from '../diagnostics/suggest.ts';
import { otherName } from './other-names.ts';
import { settingsSchema } from './settings-schema.ts';

/** Something wrong with settings, as data; values are never quoted, they may be confidential. */
export interface SettingsFault {
  /** From the root: names, and indices of lists. */
  readonly path: readonly (string | number)[];
  /** Whether the name of the member at `path` is at fault, or its value. */
  readonly at: 'name' | 'value';
  readonly message: string;
  readonly hint?: string;
}

/** What zod found, in our words, one fault per unknown name. Pure. */
export function faultsOf(issues: readonly z.core.$ZodIssue[]): readonly SettingsFault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, []));
}

/** A fault as one line, for whoever has no file to point into. */
export function printSettingsFault(fault: SettingsFault): string {
  const where = fault.path.join('.') || 'settings';
  return `${where}: ${fault.message}${fault.hint === undefined ? '' : ` ${fault.hint}`}`;
}

function faultsOfIssue(issue: z.core.$ZodIssue, above: readonly (string | number)[]): readonly SettingsFault[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownName([...path, key], key));
    case 'invalid_union': {
      // The alternative that was meant is the one whose fault lies inside the value and not in its kind.
      const meant = issue.errors.find((issues) => issues.some((inner) => inner.path.length > 0 || isAboutNames(inner)));
      return meant === undefined
        ? [{ path, at: 'value', message: issue.message }]
        : meant.flatMap((inner) => faultsOfIssue(inner, path));
    }
    case 'invalid_type':
      return [{ path, at: 'value', message: inOurWords(issue) }];
    default:
      return [{ path, at: 'value', message: issue.message }];
  }
}

function unknownName(path: readonly (string | number)[], name: string): SettingsFault {
  const known = namesAt(settingsSchema, path.slice(0, -1));
  const hint =
    otherName(path) ?? suggest(name, known) ?? (known.length === 0 ? undefined : `Known here: ${known.join(', ')}.`);
  return {
    path,
    at: 'name',
    message: `There is no setting \`${path.join('.')}\`.`,
    ...(hint !== undefined && { hint }),
  };
}

function isAboutNames(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'unrecognized_keys';
}

function inOurWords(issue: z.core.$ZodIssueInvalidType): string {
  return issue.message.startsWith('Invalid input')
    ? `Expected ${issue.expected === 'object' ? 'a mapping of names to values' : `a ${issue.expected}`}.`
    : issue.message;
}

/** The names that the schema knows at a path, alternatives together. */
function namesAt(schema: z.core.$ZodType, path: readonly (string | number)[]): readonly string[] {
  if (schema instanceof z.ZodOptional) return namesAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => namesAt(option, path));
  const [name, ...rest] = path;
  if (schema instanceof z.ZodRecord) return namesAt(schema.valueType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  if (name === undefined) return Object.keys(schema.shape);
  const member: unknown = schema.shape[name];
  return member instanceof z.ZodType ? namesAt(member, rest) : [];
}
