import { expect, test } from 'vitest';
import { settingsJsonSchema } from '../../src/settings/json-schema.ts';

test('editors get a JSON Schema that knows every key and refuses others', () => {
  expect(settingsJsonSchema()).toMatchObject({
    title: 'overlap.yaml',
    type: 'object',
    additionalProperties: false,
    properties: {
      mode: { enum: ['development', 'production'] },
      deadline: { type: 'string' },
      sources: { additionalProperties: { properties: { timeout: { type: 'object' } }, additionalProperties: false } },
    },
  });
});
