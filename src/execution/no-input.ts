import type { JsonObject } from '../json/json.ts';

/** What the mappings of a request read from: there is no answer yet, only variables. */
export const NO_INPUT: JsonObject = {};
