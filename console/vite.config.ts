import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Two pages, `/` and the demo's `/demo`. Names carry hashes, so that browsers may keep what they have. */
export default defineConfig({
  root: file('.'),
  base: '/console/',
  plugins: [react()],
  resolve: { dedupe: ['graphql', 'react', 'react-dom'] },
  worker: { format: 'es' },
  build: {
    outDir: file('../dist/console'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    chunkSizeWarningLimit: 8_000, // the editor, which is loaded late
    rolldownOptions: {
      input: { console: file('index.html'), demo: file('demo.html') },
      checks: { moduleLevelDirective: false }, // "use no memo" speaks to React's compiler, which is not used
    },
  },
});
