import { add } from './add.ts';
import { and } from './and.ts';
import { as } from './as.ts';
import { contains } from './contains.ts';
import { div } from './div.ts';
import { echo } from './echo.ts';
import { entries } from './entries.ts';
import { eq } from './eq.ts';
import { filter } from './filter.ts';
import { find } from './find.ts';
import { first } from './first.ts';
import { get } from './get.ts';
import { gt } from './gt.ts';
import { gte } from './gte.ts';
import { isIn } from './in.ts';
import { joinNotNull } from './join-not-null.ts';
import { jsonParse } from './json-parse.ts';
import { jsonStringify } from './json-stringify.ts';
import { keysToCamelCase } from './keys-to-camel-case.ts';
import { keysToCamelCaseDeep } from './keys-to-camel-case-deep.ts';
import { last } from './last.ts';
import { lt } from './lt.ts';
import { lte } from './lte.ts';
import { map } from './map.ts';
import { match } from './match.ts';
import type { Method } from './method.ts';
import { mod } from './mod.ts';
import { mul } from './mul.ts';
import { ne } from './ne.ts';
import { not } from './not.ts';
import { or } from './or.ts';
import { parseInteger } from './parse-int.ts';
import { size } from './size.ts';
import { slice } from './slice.ts';
import { split } from './split.ts';
import { sub } from './sub.ts';
import { toText } from './to-string.ts';
import { trim } from './trim.ts';
import { trimEnd } from './trim-end.ts';
import { trimStart } from './trim-start.ts';

const ALL: readonly Method[] = [
  ...[echo, as, match],
  ...[map, filter, find, first, last, get, slice, size, joinNotNull],
  ...[entries, jsonParse, jsonStringify, toText, parseInteger],
  ...[eq, ne, gt, gte, lt, lte, isIn, contains],
  ...[and, or, not],
  ...[add, sub, mul, div, mod],
  ...[split, trim, trimStart, trimEnd],
  ...[keysToCamelCase, keysToCamelCaseDeep],
];

/** All methods by name; they are the same in every dialect. */
export const METHODS: ReadonlyMap<string, Method> = new Map(ALL.map((method) => [method.name, method]));
