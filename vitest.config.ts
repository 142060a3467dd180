import { defineConfig } from 'vitest/config';

/** graphql ships two copies of itself; as in Node, everybody in a test must get the same one, libraries included. */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/** Two projects: `unit` needs nothing but npm's packages; `lab` needs programs from outside and says so when they are missing. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/lab/**'], testTimeout: 20_000 },
      },
      {
        resolve,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
