// After `npm ci` in a clone, and before packing: builds the console. Without it the server's first page says how to.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const hasTools = existsSync(new URL('../node_modules/vite/package.json', import.meta.url));
try {
  if (!hasTools) throw new Error('that takes the development dependencies');
  execFileSync('npm', ['run', '--silent', 'console:build'], { stdio: 'inherit', shell: process.platform === 'win32' });
} catch (error) {
  console.warn(`The console is not built: ${error instanceof Error ? error.message : error}.`);
}
