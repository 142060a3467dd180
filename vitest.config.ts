import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** graphql ships two copies of itself; as in Node, everybody in a test must get the same one, libraries included. */
const graphql = { find: /^graphql$/, replacement: 'graphql/index.js' };

/** Properties are random, but in CI. */
const fastCheck = {
  find: /^fast-check$/,
  replacement: fileURLToPath(new URL('./test/harness/fast-check.ts', import.meta.url)),
};

const resolve = { alias: [graphql, fastCheck] };

/** A slow machine fails nothing: what a test waits for, it waits for long; only what never comes runs into these. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };

/** Two projects: `unit` needs nothing but npm's packages; `lab` needs programs from outside and says so when they are missing. */
export default defineConfig({
  test: {
    maxWorkers: '100%', // vitest leaves one core idle, which of two is half
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**'],
          isolate: false, // modules hold nothing that one file could spoil for another; loading them anew took a third
          ...patience,
        },
      },
      {
        resolve,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          ...patience,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
