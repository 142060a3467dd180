import { GraphQLError, type GraphQLOutputType } from 'graphql';
import { type Json, kindOf } from '../json/json.ts';

/** The code of a value that does not fit its type, where the settings ask for errors (`strictTypes`). */
export const MISFIT_CODE = 'VALUE_MISMATCH';

/** What stands for a mapped value that does not fit its declared type. */
export type Misfit = (type: GraphQLOutputType, value: Json) => unknown;

/** Null without an error: what schemas written for connectors rely on. */
export const nullMisfit: Misfit = () => null;

/** An error in the value's place, which an executor takes for the error of that position. It never shows the value. */
export const strictMisfit: Misfit = (type, value) =>
  new GraphQLError(`The mapping gives ${article(kindOf(value))} where the schema has ${String(type)}.`, {
    extensions: { code: MISFIT_CODE },
  });

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
