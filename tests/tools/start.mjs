/** `npm start`: sets up what is missing, builds when the sources are newer, and serves the lab. */
import { ensureDependencies, root, show } from './_setup.mjs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

ensureDependencies();
const status = show(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
if (status !== 0) process.exit(status);
const { preview } = await import(pathToFileURL(join(root, 'node_modules/vite/dist/node/index.js')).href);
const wanted = Number(process.env.PORT ?? 4173);
const server = await preview({ root, preview: { port: wanted, strictPort: false, host: process.env.HOST ?? '127.0.0.1' } });
const url = server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${wanted}/`;
console.log(`Skep is at ${url}  (Ctrl-C ends it)`);
