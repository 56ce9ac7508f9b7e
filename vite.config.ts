import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { labFronts } from './src/ui/build/lab-fronts';

export default defineConfig({
  // Relative addresses: the built page works from any folder of any host.
  base: './',
  plugins: [labFronts(), svelte()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // light-dark(), color-mix() and oklch() stay as written: every browser with these versions knows them.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: false,
  },
  test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], environment: 'node' },
});
