#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { growYoungSpace } from './young-space.ts';

if (process.argv[2] === 'serve') growYoungSpace();

// What is loaded from here on is compiled once per machine and version; a start then takes half the time.
enableCompileCache();
const { runProgram } = await import('./program.ts');
await runProgram();
