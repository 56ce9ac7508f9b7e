/**
 * A Vite plugin: emits `sw.js`, which keeps every file of a build for use without a network. A new build is fetched
 * whole beside the old one and takes over when the last tab of the old one closes: no page ever mixes two builds.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** Files of `public/` that pages ask for by name. */
const PUBLIC = ['favicon.svg', 'icon.svg', 'icon-192.png', 'icon-512.png', 'manifest.webmanifest'];

export function offline(): Plugin {
  return {
    name: 'skep-offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const hash = createHash('sha256');
      const names = Object.keys(bundle).sort();
      for (const name of names) {
        const file = bundle[name];
        if (file) hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
      }
      const files = ['./', ...names.filter((name) => name !== 'index.html' && !name.endsWith('.map')).map((name) => `./${name}`), ...PUBLIC.map((name) => `./${name}`)];
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: workerSource(hash.digest('hex').slice(0, 12), files) });
    },
  };
}

/** Exported for its test. */
export function workerSource(version: string, files: readonly string[]): string {
  return `const CACHE = 'skep-${version}';
const FILES = ${JSON.stringify(files)};
// Servers vary their answers by origin and the like; a build's files are the same for everybody.
const KEPT = { ignoreSearch: true, ignoreVary: true };
self.addEventListener('install', (event) => event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES))));
self.addEventListener('activate', (event) =>
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('skep-') && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  ));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  const wanted = request.mode === 'navigate' ? './' : request;
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(wanted, KEPT)).then((kept) => kept ?? fetch(request)));
});
`;
}
