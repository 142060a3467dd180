import { growYoungSpace } from '../../src/cli/young-space.ts';

/** A program that begins anew with room for young objects, then says with what it runs. */
growYoungSpace();
console.log(JSON.stringify({ flags: process.execArgv, words: process.argv.slice(2), pid: process.pid }));
