/**
 * Where courses live: a lab's packages, as `skep pack` writes them, in a learning system (scorm-again stands for one) and with
 * a record store, and a lab embedded in a page of another origin. The lab is done by its own solution, clicked and typed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Frame, Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { watchErrors } from './_page';

const LAB = '03-one-node';
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json', svg: 'image/svg+xml', wasm: 'application/wasm', webmanifest: 'application/manifest+json' };

const LMS = `<!doctype html><meta charset="utf-8"><title>A learning system</title>
<script src="/scorm12.js"></script>
<script src="/lms.js"></script>
<iframe src="/content/index.html" title="Lab" style="width:1400px;height:860px;border:0"></iframe>`;
const LMS_SCRIPT = `window.API = new Scorm12API({ autocommit: false });
window.API.loadFromJSON(JSON.parse(localStorage.cmi ?? '{}').cmi ?? {}, '');
window.API.on('LMSFinish', () => (localStorage.cmi = JSON.stringify(window.API.renderCMIToJSONObject())));
window.API.on('LMSCommit', () => (localStorage.cmi = JSON.stringify(window.API.renderCMIToJSONObject())));`;

let server: Server;
let origin: string;
let folder: string;
/** The record store: another origin, and what it was sent. */
let store: Server;
let storeOrigin: string;
interface Statement {
  verb: { id: string; display: { en: string } };
  actor: unknown;
  result?: { score: { scaled: number; raw: number; max: number }; success: boolean; completion: boolean };
}
const statements: Statement[] = [];

async function listening(one: Server): Promise<string> {
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

function packed(...options: string[]): Record<string, Uint8Array> {
  const zip = join(folder, 'lab.zip');
  execFileSync(process.execPath, ['tests/tools/skep.mjs', 'pack', LAB, '--out', zip, ...options]);
  return unzipSync(new Uint8Array(readFileSync(zip)));
}

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = mkdtempSync(join(tmpdir(), 'skep-course-'));
  store = createServer((request, response) => {
    response.writeHead(request.method === 'OPTIONS' ? 204 : 200, { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'authorization, content-type, x-experience-api-version' });
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      if (request.method === 'POST' && request.url === '/xapi/statements' && request.headers.authorization === 'Basic dGVzdA==') statements.push(JSON.parse(body) as Statement);
      response.end('[]');
    });
  });
  storeOrigin = await listening(store);
  const files = packed('--scorm');
  const xapi = packed('--xapi', '--lrs', storeOrigin);
  expect(new TextDecoder().decode(files['imsmanifest.xml'])).toContain('<schemaversion>1.2</schemaversion>');
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const [body, kind] = path === '/' ? [LMS, 'html'] : path === '/lms.js' ? [LMS_SCRIPT, 'js'] : path === '/scorm12.js' ? [readFileSync('node_modules/scorm-again/dist/scorm12.min.js'), 'js'] : path === '/embedding.html' ? [EMBEDDING, 'html'] : [path.startsWith('/xapi/') ? xapi[path.replace('/xapi/', '')] : files[path.replace('/content/', '')], path.split('.').at(-1) as string];
    response.writeHead(path === '/favicon.ico' ? 204 : body === undefined ? 404 : 200, { 'Content-Type': TYPES[kind] ?? 'application/octet-stream' }).end(body);
  });
  origin = await listening(server);
});

test.afterAll(() => {
  server.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the learning system has been told. */
async function told(page: Page): Promise<Record<string, string>> {
  return await page.evaluate(() => {
    const api = (window as unknown as { API: { getCMIValue(element: string): string } }).API;
    return Object.fromEntries(['lesson_status', 'score.raw', 'score.min', 'score.max', 'entry'].map((name) => [name, String(api.getCMIValue(`cmi.core.${name}`))]));
  });
}

async function screen(frame: Frame): Promise<string> {
  return (await frame.locator('[data-terminal="node1-1"] .xterm-rows > div').allTextContents()).join('\n').replaceAll('\u00a0', ' ');
}

/** The guide's commands and the titles of its checks, as a learner without a name gets them. */
function guide(): { command: (id: string) => string; title: (id: string) => string } {
  const text = readFileSync(`labs/${LAB}/guide.md`, 'utf8').replaceAll('{{replicas}}', '4');
  const find = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
  return {
    command: (id) => find(new RegExp(`\`\`\`bash on=node1 id=${id}\\b[^\\n]*\\n([^]*?)\\n\`\`\``)),
    title: (id) => find(new RegExp(`\`\`\`(?:check|expect) id=${id}\\b[^\\n]*title="([^"]*)"`)),
  };
}

/** Plays lines of the solution, up to the check of that name. */
async function play(page: Page, frame: Frame, lines: readonly string[]): Promise<void> {
  const { command, title } = guide();
  for (const line of lines) {
    const [word, id = '', answer = 'a'] = line.replace(/^@ /, '').split(' ');
    if (line.startsWith('node1$ ')) {
      await frame.locator('[data-terminal="node1-1"] .xterm-screen').click();
      await page.keyboard.type(line.slice('node1$ '.length));
      await page.keyboard.press('Enter');
    } else if (word === 'quiz') {
      await frame.locator('label', { has: frame.locator(`input[name="quiz-${id}"]`) }).nth(answer.charCodeAt(0) - 97).click();
      continue;
    } else if (word === 'run') await frame.getByRole('button', { name: `Run: ${command(id)}`, exact: true }).first().click();
    else if (word === 'check') {
      const check = frame.getByRole('group', { name: `Check: ${title(id)}` });
      await expect(async () => {
        if (/passed/i.test(await check.innerText())) return;
        await check.getByRole('button', { name: 'Check' }).click({ timeout: 1_000 });
        await expect(check).toContainText(/passed/i, { timeout: 2_000 });
      }).toPass({ timeout: 60_000 });
      continue;
    } else if (/^\d+s$/.test(word as string)) await page.waitForTimeout(parseInt(word as string, 10) * 100);
    else if (word === 'settle') await page.waitForTimeout(1_500);
    // A prompt at the end of the screen: the command is over.
    await expect.poll(async () => /root@node1:~# *\n*$/.test((await screen(frame)).trimEnd() + ' '), { timeout: 60_000 }).toBe(true);
  }
}

test('a SCORM package reports score and completion, and goes on where it was', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto(origin);
  const frame = page.frame({ url: /\/content\// }) as Frame;
  await expect.poll(() => screen(frame), { timeout: 30_000 }).toContain('root@node1');
  await expect.poll(() => told(page)).toMatchObject({ lesson_status: 'incomplete', 'score.raw': '0', 'score.min': '0', 'score.max': '100' });
  await frame.getByRole('button', { name: /^Pace:/ }).click();
  await frame.getByRole('menuitemradio', { name: '10×' }).click();

  const steps = readFileSync(`labs/${LAB}/solution.txt`, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const half = steps.indexOf('@ check scaled') + 1;
  await play(page, frame, steps.slice(0, half));
  await expect.poll(async () => Number((await told(page))['score.raw'])).toBeGreaterThan(0);
  const score = (await told(page))['score.raw'];
  expect((await told(page)).lesson_status).toBe('incomplete');
  await expect.poll(() => page.evaluate(() => (window as unknown as { API: { getCMIValue(element: string): string } }).API.getCMIValue('cmi.suspend_data').length)).toBeGreaterThan(100);

  // Another browser, the same learner: nothing but what the learning system kept.
  const cmi = await page.evaluate(() => localStorage.cmi as string);
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) if (name !== undefined) indexedDB.deleteDatabase(name);
  });
  await page.goto('about:blank');
  await page.goto(`${origin}/lms.js`);
  await page.evaluate((kept) => (localStorage.cmi = kept), cmi);
  await page.goto(origin);
  const again = page.frame({ url: /\/content\// }) as Frame;
  await expect.poll(() => screen(again), { timeout: 30_000 }).toContain('docker service');
  await expect.poll(async () => (await told(page))['score.raw']).toBe(score);
  await again.getByRole('button', { name: /^Pace:/ }).click();
  await again.getByRole('menuitemradio', { name: '10×' }).click();
  await play(page, again, steps.slice(half));
  await expect.poll(() => told(page)).toMatchObject({ lesson_status: 'passed', 'score.raw': '100' });

  await page.evaluate(() => document.querySelector('iframe')?.remove());
  const core = await page.evaluate(() => (JSON.parse(localStorage.cmi as string) as { cmi: { core: Record<string, string> } }).cmi.core);
  expect(core).toMatchObject({ lesson_status: 'passed', exit: 'suspend' });
  expect(core['total_time'] ?? core['session_time']).toMatch(/^\d{2,4}:\d\d:\d\d(\.\d+)?$/);
  expect(errors).toEqual([]);
});

test('an xAPI package sends statements to its record store, and its policy lets it speak to no other', async ({ page }) => {
  const errors = watchErrors(page);
  const launch = (endpoint: string): string => `${origin}/xapi/index.html?${new URLSearchParams({ endpoint, auth: 'Basic dGVzdA==', actor: '{"mbox":"mailto:ada@example.org"}' })}`;
  await page.goto(launch(`${storeOrigin}/xapi`));
  await expect.poll(() => screen(page.mainFrame()), { timeout: 30_000 }).toContain('root@node1');
  await expect.poll(() => statements.map(({ verb }) => verb.display.en)).toEqual(['attempted']);
  expect(statements[0]?.actor).toEqual({ mbox: 'mailto:ada@example.org' });
  await play(page, page.mainFrame(), ['@ run init', '@ check swarm-up']);
  await page.goto('about:blank');
  await expect.poll(() => statements.map(({ verb }) => verb.display.en)).toEqual(['attempted', 'failed']);
  expect(statements[1]?.result).toMatchObject({ success: false, completion: false, score: { raw: 1 } });
  expect(errors).toEqual([]);

  statements.length = 0;
  await page.goto(launch(`${storeOrigin.replace('127.0.0.1', 'localhost')}/xapi`));
  await expect(page.getByText('The record store did not take your progress: it could not be reached.')).toBeVisible({ timeout: 30_000 });
  expect(errors.join()).toContain('Content Security Policy');
  expect(statements).toEqual([]);
});

const EMBEDDING = `<!doctype html><meta charset="utf-8"><title>A course page</title><div id="here"></div>`;

test('an embedded lab tells the page around it, and only that', async ({ page, baseURL }) => {
  const errors = watchErrors(page);
  await page.goto(`${origin}/embedding.html`);
  await page.addScriptTag({ url: `${baseURL}/embed.js` });
  await page.evaluate((lab) => {
    const heard: { name: string; detail: unknown }[] = ((window as unknown as { heard: unknown }).heard = []);
    for (const name of ['skep-ready', 'skep-progress', 'skep-done']) document.addEventListener(name, (event) => heard.push({ name, detail: (event as CustomEvent).detail }));
    const element = document.createElement('skep-lab');
    element.setAttribute('lab', lab);
    element.setAttribute('height', '700');
    document.getElementById('here')?.append(element);
  }, LAB);
  const heard = (): Promise<{ name: string; detail: Record<string, unknown> }[]> => page.evaluate(() => (window as unknown as { heard: { name: string; detail: Record<string, unknown> }[] }).heard);
  await expect.poll(async () => (await heard()).map(({ name }) => name), { timeout: 30_000 }).toEqual(['skep-ready', 'skep-progress']);
  expect(await page.locator('skep-lab iframe').getAttribute('height')).toBe('700');
  const frame = page.frames().find((one) => one.url().includes('embed=')) as Frame;
  await expect.poll(() => screen(frame), { timeout: 30_000 }).toContain('root@node1');
  await play(page, frame, ['@ run init', '@ check swarm-up']);
  await expect.poll(async () => (await heard()).at(-1)).toMatchObject({ name: 'skep-progress', detail: { lab: LAB, passed: ['swarm-up'] } });

  // Messages in the right shape from elsewhere are nobody's.
  const before = (await heard()).length;
  await page.evaluate((lab) => window.postMessage({ skep: 1, kind: 'progress', lab, points: 9, of: 9, passed: [], done: true }, '*'), LAB);
  await page.waitForTimeout(300);
  expect(await heard()).toHaveLength(before);
  // A name that is none is not loaded.
  await page.locator('skep-lab').evaluate((element) => element.setAttribute('lab', '../../x'));
  await expect(page.locator('skep-lab')).toContainText('is not the name of a lab');
  await expect(page.locator('skep-lab iframe')).toHaveCount(0);
  expect(errors).toEqual([]);
});
