import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { imageCatalogue } from './src/ui/bundling/image-catalogue';
import { labFronts } from './src/ui/bundling/lab-fronts';
import { latePrograms } from './src/ui/bundling/late-programs';
import { offline } from './src/ui/bundling/offline';
import { webcontainers } from './src/ui/bundling/webcontainers';

export default defineConfig({
  // Relative addresses: the built page works from any folder of any host.
  base: './',
  plugins: [labFronts(), imageCatalogue(), svelte(), webcontainers(process.env['VITE_WEBCONTAINERS'] === '1'), offline()],
  resolve: {
    alias: {
      // Its browser build decodes through the DOM's innerHTML: the world's worker has no DOM, and the page wants no such call.
      'decode-named-character-reference': fileURLToPath(new URL('./node_modules/decode-named-character-reference/index.js', import.meta.url)),
    },
  },
  worker: { format: 'es', plugins: () => [latePrograms()] },
  build: {
    target: 'es2022',
    // light-dark(), color-mix() and oklch() stay as written: every browser with these versions knows them.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: false,
  },
  test: { include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], environment: 'node' },
});
