import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseSettingsText } from '../../src/settings/parse-settings-text.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import { type SettingsInput, settingsSchema } from '../../src/settings/settings-schema.ts';
import { codeIn, fencesOf, readPage, rowsOf, sourceText } from './markdown.ts';

const page = readPage('settings.md');
const rows = rowsOf(page, ['setting', 'default', 'example']).map((row) => ({
  name: codeIn(row.setting ?? '') ?? '',
  isIdle: row.setting?.endsWith('†') === true,
  default: codeIn(row.default ?? ''),
  example: codeIn(row.example ?? '') ?? '',
}));

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
}

/** Every place of the schema where something can be set: `server.port`, `sources.NAME.retry`. */
function settingsIn(schema: JsonSchema, name: string): readonly string[] {
  const alternatives = schema.anyOf ?? [schema];
  const below = alternatives.flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, member]) => settingsIn(member, name === '' ? key : `${name}.${key}`)),
  );
  if (name === 'sources' && typeof schema.additionalProperties === 'object')
    return settingsIn(schema.additionalProperties, 'sources.NAME');
  const isGroup = below.length > 0 && schema.anyOf === undefined;
  return isGroup ? below : [name, ...below];
}

/** Settings of which one member must be there for the others to be. */
const NEEDED: Readonly<Record<string, string>> = {
  'sources.NAME.rateLimit': '{ perSecond: 5 }',
  'sources.NAME.hedge': '{}',
  'sources.NAME.adaptive': '{}',
  'sources.NAME.oauth': '{ tokenUrl: "https://a.example", clientId: a, clientSecret: b }',
  quota: '{ perSecond: 5 }',
  documents: '{ manifest: ./manifest.json }',
};

/** Settings in which a path has the value that a text of YAML says; what must stand beside it, too. */
function inputWith(name: string, text: string): SettingsInput {
  const { parent, leaf, needed } = partsOf(name);
  return needed === undefined ? nested(name, parse(text)) : nested(parent, { ...needed, [leaf]: parse(text) });
}

/** Settings that say nothing of a path but what must be said. */
function inputWithout(name: string): SettingsInput {
  const { parent, leaf, needed } = partsOf(name);
  if (needed !== undefined && !Object.hasOwn(needed, leaf)) return nested(parent, needed);
  return name.startsWith('sources.') ? { sources: { NAME: {} } } : {};
}

function partsOf(name: string) {
  const at = Math.max(name.lastIndexOf('.'), 0);
  const parent = name.slice(0, at);
  const needed = Object.hasOwn(NEEDED, parent) ? (parse(NEEDED[parent] ?? '') as object) : undefined;
  return { parent, leaf: name.slice(at).replace('.', ''), needed };
}

function nested(name: string, value: unknown): SettingsInput {
  return name.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as SettingsInput;
}

function resolved(input: SettingsInput) {
  const settings = resolveSettings(input);
  if (!settings.ok) throw new Error(settings.failure.map(({ message }) => message).join(' '));
  return settings.value;
}

/** An address for operators makes a listener of its own necessary; that it was written is no part of the address. */
function withoutRequired(settings: ReturnType<typeof resolved>) {
  return JSON.parse(
    JSON.stringify({ ...settings, sources: [...settings.sources] }).replace('"required":true', '"required":false'),
  );
}

describe('docs/settings.md', () => {
  test('lists exactly the settings there are', () => {
    const schema = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
    const all = settingsIn(schema, '');
    const listed = rows.map(({ name }) => name);
    expect(listed.sort()).toEqual(all.filter((name) => !name.startsWith('sourceDefaults.')).sort());
    const defaults = all.filter((name) => name.startsWith('sourceDefaults.'));
    expect(listed).toEqual(
      expect.arrayContaining(defaults.map((name) => name.replace('sourceDefaults', 'sources.NAME'))),
    );
  });

  const withDefault = rows.flatMap((row) => (row.default === undefined ? [] : [[row.name, row.default] as const]));
  test.each(withDefault)('%s is %s if nothing is said', (name, text) => {
    expect(withoutRequired(resolved(inputWith(name, text)))).toEqual(withoutRequired(resolved(inputWithout(name))));
  });

  test.each(rows.map(({ name, example }) => [name, example] as const))(
    '%s can be %s, and that changes something',
    (name, example) => {
      expect(withoutRequired(resolved(inputWith(name, example)))).not.toEqual(
        withoutRequired(resolved(inputWithout(name))),
      );
    },
  );

  /** Where a setting that does something is read. */
  const READ_AS: Readonly<Record<string, RegExp>> = {
    'limits.depth': /\bmaxDepth\b/,
    'limits.aliases': /\bmaxAliases\b/,
    'limits.rootFields': /\bmaxRootFields\b/,
    'limits.cost': /\bmaxCost\b/,
    onError: /\bsettings\.onError\b/,
    'sources.NAME.exposeProblem': /\bexposeProblem\b/,
    'sources.NAME.deadlineHeader': /\bdeadlineHeader\b/,
  };
  const code = sourceText('.', /^(?!settings\/).*\.ts$/);

  test('marks exactly the settings that nothing reads', () => {
    const idle = Object.keys(READ_AS).filter((name) => READ_AS[name]?.test(code) !== true);
    expect(
      rows
        .filter(({ isIdle }) => isIdle)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(idle.sort());
  });

  test('has no faulty YAML', () => {
    const examples = fencesOf(page).filter(({ language }) => language === 'yaml');
    expect(examples.length).toBeGreaterThan(0);
    for (const { text } of examples) {
      const { value, diagnostics } = parseSettingsText({ name: 'overlap.yaml', text }, { ORDERS_TOKEN: 'x' });
      expect(diagnostics).toEqual([]);
      expect(resolveSettings(value as SettingsInput).ok).toBe(true);
    }
  });
});
