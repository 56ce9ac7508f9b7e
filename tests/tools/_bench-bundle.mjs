/** What the start page needs before it can be used, and every chunk by itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 250;
const kB = (bytes) => Math.round(bytes / 100) / 10;

/** `root`: the project, with its page built. */
export function bundleSizes(root) {
  const dist = join(root, 'dist');
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const files = readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name));
  const size = (name) => gzipSync(readFileSync(join(dist, 'assets', name)), { level: 9 }).length;
  const needed = initialFiles(dist, html, files);
  const initial = [...needed].reduce((sum, name) => sum + size(name), 0);
  const rows = [{ name: 'bundle: initial JS and CSS', value: kB(initial), unit: 'kB gzip', budget: BUDGET_KB, within: initial <= BUDGET_KB * 1000, files: [...needed].sort() }];
  for (const name of files.sort()) rows.push({ name: `chunk: ${name}`, value: kB(size(name)), unit: 'kB gzip' });
  return rows;
}

/** What the page itself names, and what those modules import at once. */
function initialFiles(dist, html, files) {
  const needed = new Set();
  const queue = files.filter((name) => html.includes(name));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    if (!name.endsWith('.js')) continue;
    const text = readFileSync(join(dist, 'assets', name), 'utf8');
    for (const [, imported] of text.matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+from\s*)?["']\.\/([^"']+)["']/g)) if (files.includes(imported)) queue.push(imported);
  }
  return needed;
}
