/**
 * `npm run bench [-- NAME …]`: speed figures as JSON on standard output, each with its budget (design, section 8) and
 * whether it is `within`. Names: time, labs, grading, resume, cluster, scheduling (the world, in Node; `world` for all of
 * them), bundle (sizes by chunk), page (cold load, key to glyph, frames; in Chromium). All by default, each in a process
 * of its own. `load` tells how busy the machine was: figures are of what else runs on it, too.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { buildHeadless } from './_headless.mjs';
import { ensureChromium, ensureDependencies, root, show } from './_setup.mjs';
import { bundleSizes } from './_bench-bundle.mjs';
import { pageSpeed } from './_bench-page.mjs';
import { join } from 'node:path';

const WORLD = ['time', 'labs', 'grading', 'resume', 'cluster', 'scheduling'];

ensureDependencies();
const words = process.argv.slice(2);
const numbers = words.filter((word) => /^\d+$/.test(word));
const names = words.filter((word) => !numbers.includes(word));
const wanted = (name) => names.length === 0 || names.includes(name) || (names.includes('world') && WORLD.includes(name));
const results = [];
// Standard output is for the figures alone.
console.log = console.info = (...said) => console.error(...said);

for (const group of WORLD.filter(wanted)) {
  const entry = await buildHeadless('bench');
  const run = spawnSync(process.execPath, ['--max-old-space-size=8192', '--expose-gc', entry, group, ...numbers], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status === 0) add(group, JSON.parse(run.stdout));
  else add(group, [{ name: group, error: `ended with ${run.status ?? run.signal}`, within: false }]);
}
if (wanted('bundle') || wanted('page')) {
  // Figures are of the page as users get it.
  if (show(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], { stdio: ['ignore', 'ignore', 'inherit'] }) !== 0) process.exit(1);
}
if (wanted('bundle')) add('bundle', bundleSizes(root));
if (wanted('page')) {
  const path = await ensureChromium();
  add('page', path ? await pageSpeed(root, path) : [{ name: 'page', error: 'no Chromium', within: false }]);
}
process.stdout.write(`${JSON.stringify({ node: process.version, commit: commit(), cores: cpus().length, results }, null, 1)}\n`);
process.exit(results.some((one) => one.within === false) ? 1 : 0);

function add(group, rows) {
  const load = Math.round(loadavg()[0] * 10) / 10;
  for (const row of rows) results.push({ group, ...row, load });
  for (const row of rows) if (row.budget !== undefined || row.error) console.error(`${row.within === false ? 'MISSES' : 'within'}  ${row.name}: ${row.error ?? `${row.value} ${row.unit}, budget ${row.budget}`}`);
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
