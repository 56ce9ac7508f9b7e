/**
 * A Vite plugin: emits `sw.js`, which keeps the files of a build for use without a network. A new build is fetched
 * whole beside the old one and takes over when the last tab of the old one closes: no page ever mixes two builds.
 *
 * The full editor is a megabyte that many visits never open: its files are kept when they are first asked for.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin, Rolldown } from 'vite';

/** Files of `public/` that pages ask for by name. */
const PUBLIC = ['favicon.svg', 'icon.svg', 'icon-192.png', 'icon-512.png', 'manifest.webmanifest', 'site-frame.html'];

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
      for (const name of PUBLIC) hash.update(name).update(readFileSync(new URL(`../../../public/${name}`, import.meta.url)));
      const later = editorFiles(bundle);
      const kept = names.filter((name) => name !== 'index.html' && !name.endsWith('.map') && !later.has(name));
      const files = ['./', ...[...kept, ...PUBLIC].map((name) => `./${name}`)];
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: workerSource(hash.digest('hex').slice(0, 12), files, [...later].sort().map((name) => `./${name}`)) });
    },
  };
}

/** What comes with Monaco: its chunks, their styles and fonts, and its worker. */
function editorFiles(bundle: Rolldown.OutputBundle): Set<string> {
  const files = new Set<string>();
  for (const [name, file] of Object.entries(bundle)) {
    if (/(^|\/)editor\.worker-[^/]*\.js$/.test(name)) files.add(name);
    if (file.type !== 'chunk' || !file.moduleIds.some((id) => id.includes('/node_modules/monaco-editor/'))) continue;
    const { importedCss = [], importedAssets = [] } = (file as { viteMetadata?: { importedCss?: Iterable<string>; importedAssets?: Iterable<string> } }).viteMetadata ?? {};
    for (const one of [name, ...importedCss, ...importedAssets]) files.add(one);
  }
  return files;
}

/** `files` are kept when the worker is installed, `later` when they are first asked for. Exported for its test. */
export function workerSource(version: string, files: readonly string[], later: readonly string[] = []): string {
  return `const CACHE = 'skep-${version}';
const FILES = ${JSON.stringify(files)};
const LATER = new Set(${JSON.stringify(later)}.map((name) => new URL(name, self.location.href).href));
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
  // Every address is the one page, but for the frame that shows the pages of containers.
  const wanted = request.mode === 'navigate' && !request.url.endsWith('/site-frame.html') ? './' : request;
  event.respondWith(caches.open(CACHE).then(async (cache) => {
    const kept = await cache.match(wanted, KEPT);
    if (kept) return kept;
    const answer = await fetch(request);
    if (LATER.has(request.url) && answer.ok) event.waitUntil(cache.put(request, answer.clone()));
    return answer;
  }));
});
`;
}
