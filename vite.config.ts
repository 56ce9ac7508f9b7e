import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { labFronts } from './src/ui/build/lab-fronts';
import { offline } from './src/ui/build/offline';

export default defineConfig({
  // Relative addresses: the built page works from any folder of any host.
  base: './',
  plugins: [labFronts(), svelte(), offline()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // light-dark(), color-mix() and oklch() stay as written: every browser with these versions knows them.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: false,
  },
  test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], environment: 'node' },
});
