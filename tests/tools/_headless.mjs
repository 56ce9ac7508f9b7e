/** Bundles an entry for Node with Vite, and only when something it may depend on is newer. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, root } from './_setup.mjs';

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

/** Answers the path of the bundle of `src/headless/NAME.ts`. */
export async function buildHeadless(name) {
  return await bundle(join(root, 'src/headless', `${name}.ts`), name);
}

/** Answers the path of the bundle of this file, kept under a name of its own. */
export async function bundle(input, name) {
  ensureDependencies();
  const out = join(root, '.cache', 'headless', name);
  const entry = join(out, `${name}.mjs`);
  const sources = ['src', 'labs', 'tests/storm', 'package-lock.json', 'vite.config.ts'].map((part) => join(root, part)).filter(existsSync);
  if (!existsSync(entry) || statSync(entry).mtimeMs < Math.max(...sources.map(newest))) {
    const { build } = await import(pathToFileURL(join(root, 'node_modules/vite/dist/node/index.js')).href);
    await build({
      root,
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'error',
      build: {
        ssr: input,
        outDir: out,
        emptyOutDir: true,
        target: 'node20',
        minify: false,
        rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
      },
      ssr: { noExternal: true, external: ['jq-wasm', '@xterm/headless'] },
    });
  }
  return entry;
}
