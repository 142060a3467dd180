import { z } from 'zod';
import { settingsSchema } from './settings-schema.ts';

/** The JSON Schema of overlap.yaml (draft 2020-12), for editors that complete and check while one types. Pure. */
export function settingsJsonSchema(): object {
  return { title: 'overlap.yaml', ...z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' }) };
}
