#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// What is loaded from here on is compiled once per machine and version; a start then takes half the time.
enableCompileCache();
const { runProgram } = await import('./program.ts');
await runProgram();
