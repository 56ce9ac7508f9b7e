/* global document, KeyboardEvent, MutationObserver, requestAnimationFrame */
/**
 * The page in Chromium, built and served on this machine: how soon it is usable, how soon a key is seen, how evenly it
 * draws while much happens.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

const PORT = Number(process.env.SKEP_E2E_PORT) || 4198;
const HOME = `http://127.0.0.1:${PORT}/`;
const LOADS = 5;
const KEYS = 400;
const FRAMES_MS = 6_000;
const FPS = 60;
const PROMPT_LIMIT_MS = 60_000;
/** The large session is made anew from its inputs in the page. */
const LARGE_LIMIT_MS = 240_000;

export async function pageSpeed(root, executablePath) {
  const { chromium } = await import('@playwright/test');
  const { preview } = await import('vite');
  const server = await preview({ root, logLevel: 'silent', preview: { port: PORT, strictPort: true, host: '127.0.0.1' } });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--enable-precise-memory-info'] });
  try {
    const rows = [];
    const measures = [
      ['page: cold load to first prompt', coldLoad],
      ['page: key to glyph', keyToGlyph],
      ['page: frames, 25 machines, 500 tasks updated', (one) => frames(one, 'page: frames, 25 machines, 500 tasks updated', async (page) => {
        await open(page, '#/play/25', PROMPT_LIMIT_MS);
        await type(page, 'docker service create -d --name web --replicas 500 nginx');
        await page.waitForTimeout(12_000);
        return 'docker service update -d --image nginx:1.27 --update-parallelism 25 web';
      })],
      ['page: frames, 1,000 machines, 50,000 tasks updated', (one) => frames(one, 'page: frames, 1,000 machines, 50,000 tasks updated', async (page) => {
        await open(page, `#/shared/${largeSession(root, 1000, 50_000)}`, LARGE_LIMIT_MS);
        await page.waitForTimeout(3_000);
        return 'docker service update -d --image nginx:1.27 --update-parallelism 1000 web';
      })],
    ];
    for (const [name, measure] of measures) {
      try {
        rows.push(await measure(browser));
      } catch (error) {
        rows.push({ name, error: String(error.message ?? error).split('\n')[0], within: false });
      }
    }
    return rows;
  } finally {
    await browser.close();
    await server.close();
  }
}

async function open(page, hash, timeout) {
  await page.goto(HOME + hash);
  await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('root@node1'), undefined, { timeout, polling: 10 });
}

async function type(page, line) {
  await page.locator('.xterm-helper-textarea').first().focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

async function coldLoad(browser) {
  const loads = [];
  for (let i = 0; i < LOADS; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const started = performance.now();
    await open(page, '#/play/1', PROMPT_LIMIT_MS);
    loads.push(performance.now() - started);
    await context.close();
  }
  loads.sort((a, b) => a - b);
  const median = loads[Math.floor(LOADS / 2)];
  return { name: 'page: cold load to first prompt', value: Math.round(median), unit: `ms (median of ${LOADS})`, min: Math.round(loads[0]), budget: 1000, within: median < 1000 };
}

async function keyToGlyph(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await open(page, '#/play/5', PROMPT_LIMIT_MS);
  await type(page, 'docker service create -d --name web --replicas 30 nginx');
  await page.waitForTimeout(5_000);
  await type(page, 'docker service update -d --image nginx:1.27 --update-parallelism 2 web');
  await page.waitForTimeout(1_000);
  // From the key event to the moment at which the terminal has drawn it, measured inside the page.
  const echoes = await page.evaluate(async (keys) => {
    const area = document.querySelector('.xterm-helper-textarea');
    const rows = () => document.querySelector('.xterm-rows')?.textContent ?? '';
    const out = [];
    for (let i = 0; i < keys; i++) {
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
  }, KEYS);
  await context.close();
  echoes.sort((a, b) => a - b);
  const p99 = echoes[Math.ceil(echoes.length * 0.99) - 1];
  return { name: 'page: key to glyph, rolling update under way', value: round(p99), unit: `ms (p99 of ${KEYS})`, median: round(echoes[KEYS / 2]), max: round(echoes.at(-1)), budget: 16, within: p99 < 16 };
}

/** Frames a second while the line that `prepare` answers is at work in the world. */
async function frames(browser, name, prepare) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  try {
    const line = await prepare(page);
    await type(page, line);
    await page.waitForTimeout(1_000);
    const { gaps, heapMb } = await page.evaluate(async (spanMs) => {
      const gaps = [];
      const next = () => new Promise((drawn) => requestAnimationFrame(drawn));
      let last = await next();
      for (const until = last + spanMs; last < until; ) {
        const now = await next();
        gaps.push(now - last);
        last = now;
      }
      return { gaps, heapMb: (performance.memory?.usedJSHeapSize ?? 0) / 1048576 };
    }, FRAMES_MS);
    const fps = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
    gaps.sort((a, b) => a - b);
    return {
      name, value: round(fps), unit: 'frames/s', p99Ms: round(gaps[Math.ceil(gaps.length * 0.99) - 1]), longestMs: round(gaps.at(-1)), pageHeapMb: Math.round(heapMb),
      budget: FPS, within: Math.round(fps) >= FPS,
    };
  } finally {
    await context.close();
  }
}

/** A session in which a large service has come up, as it stands in a link. */
function largeSession(root, nodes, tasks) {
  const [, engine] = /ENGINE_VERSION = '([^']+)'/.exec(readFileSync(join(root, 'src/session/engine-version.ts'), 'utf8'));
  const startMs = Date.UTC(2026, 0, 5);
  const machines = Array.from({ length: nodes }, (_, i) => ({ name: `node${i + 1}`, platform: 'linux' }));
  const setup = machines.map(({ name }, i) => ({ on: name, run: i === 0 ? 'docker swarm init' : `docker swarm join --token \${${i < 3 ? 'MANAGER' : 'WORKER'}_TOKEN} node1:2377` }));
  const atMs = startMs + 3_600_000;
  const session = {
    format: 'skep-session-1', engine, title: 'A large cluster', savedAtMs: startMs, nowMs: atMs + 40_000, start: { lab: 'playground', seed: 1, startMs, machines, setup },
    inputs: [
      { atMs, intent: { kind: 'terminal.open', terminal: 'node1-1', machine: 'node1', columns: 120, rows: 30 } },
      { atMs: atMs + 1_000, intent: { kind: 'terminal.input', terminal: 'node1-1', data: `docker service create -d --name web --replicas ${tasks} nginx\r` } },
    ],
  };
  return deflateRawSync(JSON.stringify(session), { level: 9 }).toString('base64url');
}

function round(ms) {
  return Math.round(ms * 10) / 10;
}
