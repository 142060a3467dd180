import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compileResponse } from '../../src/execution/response-mapping.ts';
import type { Dialect, Selection } from '../../src/mapping/ast.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import type { Scope } from '../../src/mapping/scope.ts';
import { loadFixtures } from './load-fixtures.ts';

const MAPPINGS = {
  isSuccess: z.string().optional(),
  errors: z.strictObject({ message: z.string().optional(), extensions: z.string().optional() }).optional(),
};

/** What a suite gives to its cases; a case's own members win. `bytes` are hexadecimal and win over `body`. */
const GIVEN = {
  spec: z.enum(['0.1', '0.2', '0.3', '0.4']).optional(),
  ...MAPPINGS,
  selection: z.string().optional(),
  source: z.strictObject(MAPPINGS).optional(),
  vars: z.record(z.string().startsWith('$'), z.unknown()).optional(),
  status: z.number().optional(),
  headers: z.record(z.string(), z.array(z.string())).optional(),
  body: z.string().optional(),
  bytes: z.string().optional(),
};

/** Exactly one: the data, `nothing` (the mapping yields none), or the failure; of a bad response the text is free. */
const EXPECTED = {
  data: z.unknown().optional(),
  nothing: z.literal(true).optional(),
  failure: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('status'),
        status: z.number(),
        message: z.string().optional(),
        extensions: z.looseObject({}).optional(),
      }),
      z.strictObject({ kind: z.literal('bad response'), status: z.number() }),
    ])
    .optional(),
};

const CASE = z
  .strictObject({ name: z.string(), lenientContentTypes: z.boolean().optional(), ...GIVEN, ...EXPECTED })
  .refine(
    (one) => [one.data, one.nothing, one.failure].filter((member) => member !== undefined).length === 1,
    'one of data, nothing, failure',
  );

const SUITE = z.strictObject({ comment: z.string(), ...GIVEN, cases: z.array(CASE) });

const DIALECTS = { '0.1': 'A', '0.2': 'A', '0.3': 'B', '0.4': 'C' } as const;

for (const [, suite] of loadFixtures('responses', SUITE)) {
  describe(suite.comment, () => {
    test.each(suite.cases)('$name', (one) => {
      const outcome = read({ ...suite, ...one });
      if (one.failure?.kind === 'bad response') {
        return expect(outcome).toMatchObject({ ok: false, failure: one.failure });
      }
      expect(outcome).toEqual(
        one.failure === undefined ? { ok: true, value: one.data } : { ok: false, failure: one.failure },
      );
    });
  });
}

function read(given: Omit<z.infer<typeof CASE>, 'name'>) {
  const { spec = '0.3', selection, source = {}, vars = {}, status, headers = {}, body = '', bytes } = given;
  if (selection === undefined || status === undefined) throw new Error('the case lacks `selection` or `status`');
  const dialect = DIALECTS[spec];
  const connector = { selection: parse(selection, dialect), ...parseMappings(given, dialect) };
  const response = {
    status,
    headers: new Map(Object.entries(headers)),
    body: bytes === undefined ? Buffer.from(body) : Buffer.from(bytes, 'hex'),
  };
  const options = { lenientContentTypes: given.lenientContentTypes ?? false };
  return compileResponse(parseMappings(source, dialect), connector).read(response, vars as Scope, options);
}

function parseMappings({ isSuccess, errors = {} }: z.infer<z.ZodObject<typeof MAPPINGS>>, dialect: Dialect) {
  const { message, extensions } = errors;
  return {
    ...(isSuccess !== undefined && { isSuccess: parse(isSuccess, dialect) }),
    errors: {
      ...(message !== undefined && { message: parse(message, dialect) }),
      ...(extensions !== undefined && { extensions: parse(extensions, dialect) }),
    },
  };
}

function parse(text: string, dialect: Dialect): Selection {
  const selection = parseSelection(text, dialect);
  if (!selection.ok) throw new Error(`\`${text}\` does not parse: ${selection.failure.message}`);
  return selection.value;
}
