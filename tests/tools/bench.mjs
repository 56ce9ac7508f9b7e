/* global document, KeyboardEvent, MutationObserver */
/**
 * `npm run bench [-- NAME …]`: speed figures as JSON on standard output, each with its budget (design, section 8).
 * Names: world (simulation, scheduler, labs), bundle (sizes by chunk), page (cold load, key to glyph). All by default.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildHeadless } from './_headless.mjs';
import { ensureChromium, ensureDependencies, root, show } from './_setup.mjs';

ensureDependencies();
const only = process.argv.slice(2);
const wanted = (name) => only.length === 0 || only.includes(name);
const results = [];
// Standard output is for the figures alone.
console.log = console.info = (...words) => console.error(...words);

if (wanted('world')) {
  const entry = await buildHeadless('bench');
  const run = spawnSync(process.execPath, ['--max-old-space-size=8192', '--expose-gc', entry], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.status !== 0) process.exit(run.status ?? 1);
  results.push(...JSON.parse(run.stdout));
}
if (wanted('bundle') || wanted('page')) {
  // Figures are of the page as users get it.
  if (show(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], { stdio: ['ignore', 'ignore', 'inherit'] }) !== 0) process.exit(1);
}
if (wanted('bundle')) results.push(...bundleSizes());
if (wanted('page')) results.push(...(await pageSpeed()));
process.stdout.write(`${JSON.stringify({ node: process.version, results }, null, 1)}\n`);
process.exit(results.some((one) => one.within === false) ? 1 : 0);

/** What the start page needs before it can be used, and every chunk by itself. */
function bundleSizes() {
  const dist = join(root, 'dist');
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const files = readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name));
  const size = (name) => gzipSync(readFileSync(join(dist, 'assets', name)), { level: 9 }).length;
  const initial = files.filter((name) => html.includes(name)).reduce((sum, name) => sum + size(name), 0);
  const rows = [{ name: 'bundle: initial JS and CSS', value: Math.round(initial / 102.4) / 10, unit: 'kB gzip', budget: 250, within: initial <= 250 * 1024 }];
  for (const name of files.sort()) rows.push({ name: `chunk: ${name}`, value: Math.round(size(name) / 102.4) / 10, unit: 'kB gzip' });
  return rows;
}

/** In Chromium, against the built page on this machine. */
async function pageSpeed() {
  const path = await ensureChromium();
  if (!path) return [{ name: 'page', error: 'no Chromium' }];
  const { chromium } = await import('@playwright/test');
  const { preview } = await import('vite');
  const server = await preview({ root, logLevel: 'silent', preview: { port: 4198, strictPort: true, host: '127.0.0.1' } });
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
  try {
    const loads = [];
    for (let i = 0; i < 5; i++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const started = performance.now();
      await page.goto('http://127.0.0.1:4198/#/play/1');
      await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('root@node1'), undefined, { timeout: 30_000, polling: 10 });
      loads.push(performance.now() - started);
      await context.close();
    }
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto('http://127.0.0.1:4198/#/play/5');
    await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('root@node1'), undefined, { timeout: 60_000, polling: 20 });
    await page.locator('.xterm-helper-textarea').first().focus();
    await page.keyboard.type('docker service create -d --name web --replicas 10 nginx\n');
    await page.waitForTimeout(3000);
    await page.keyboard.type('docker service update -d --image nginx:1.27 --update-parallelism 2 web\n');
    await page.waitForTimeout(500);
    // From the key event to the frame in which the terminal shows it, measured inside the page.
    const echoes = await page.evaluate(async () => {
      const area = document.querySelector('.xterm-helper-textarea');
      const rows = () => document.querySelector('.xterm-rows')?.textContent ?? '';
      const out = [];
      for (let i = 0; i < 120; i++) {
        const before = rows();
        const started = performance.now();
        area.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', code: 'KeyX', keyCode: 88, bubbles: true, cancelable: true }));
        area.dispatchEvent(new KeyboardEvent('keypress', { key: 'x', code: 'KeyX', keyCode: 120, charCode: 120, bubbles: true, cancelable: true }));
        await new Promise((seen) => {
          const observer = new MutationObserver(() => {
            if (rows() === before) return;
            observer.disconnect();
            seen();
          });
          observer.observe(document.querySelector('.xterm-rows'), { childList: true, subtree: true, characterData: true });
          setTimeout(() => {
            observer.disconnect();
            seen();
          }, 1000);
        });
        out.push(performance.now() - started);
        await new Promise((next) => setTimeout(next, 40));
      }
      return out;
    });
    await context.close();
    loads.sort((a, b) => a - b);
    echoes.sort((a, b) => a - b);
    const p99 = echoes[Math.floor(echoes.length * 0.99) - 1];
    return [
      { name: 'page: cold load to first prompt', value: Math.round(loads[2]), unit: 'ms (median of 5)', min: Math.round(loads[0]), budget: 1000, within: loads[2] < 1000 },
      { name: 'page: key to glyph, rolling update under way', value: Math.round(p99 * 10) / 10, unit: 'ms (p99 of 120)', median: Math.round(echoes[60] * 10) / 10, budget: 16, within: p99 < 16 },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
