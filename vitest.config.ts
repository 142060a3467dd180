import { defineConfig } from 'vitest/config';

/** Two projects: `unit` needs nothing but npm's packages; `lab` needs programs from outside and says so when they are missing. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/lab/**'], testTimeout: 20_000 } },
      {
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
