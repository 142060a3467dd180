import fc from '../../node_modules/fast-check/lib/fast-check.js';

/**
 * What tests get as `fast-check` (vitest.config.ts). Where `CI` is true every property begins with the same seed, so that
 * a change is judged by what it changes and not by luck; everywhere else seeds are random, and a failure tells its own.
 */
if (process.env.CI === 'true') fc.configureGlobal({ seed: 20_260_101 });

// biome-ignore lint/style/noDefaultExport: as the package has it
export default fc;
