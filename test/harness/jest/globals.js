import * as vitest from 'vitest';

export const { afterAll, beforeAll, beforeEach, describe, expect, it, test, vi: jest } = vitest;

/** A hook of Jest may take a callback instead of giving a promise; Vitest gives it a context there. */
export function afterEach(hook) {
  vitest.afterEach(() => (hook.length === 0 ? hook() : new Promise((resolve) => hook(resolve))));
}
