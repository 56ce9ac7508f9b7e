/** The editor, as a person meets it: a wrong key marked and mended, deployed; the same file in vi; two writers; no Monaco. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { expectScreen, pane, setPace, typeLine, watchErrors } from './_page';

const STACK = ['version: "3.8"', 'services:', '  web:', '    image: nginx:alpine', '    deploy:', '      replica: 2', '    ports: ["8080:80"]'];

/** Writes a file as one does without an editor. */
async function writeFile(page: Page, path: string, lines: readonly string[]): Promise<void> {
  await typeLine(page, 'node1', `cat > ${path} <<'END'`);
  for (const line of [...lines, 'END']) {
    await page.keyboard.insertText(line);
    await page.keyboard.press('Enter');
  }
}

async function openPlayground(page: Page): Promise<void> {
  await page.goto('/#/play/1');
  await expectScreen(page, 'node1-1', /root@node1/);
}

const zone = (page: Page): Locator => page.getByRole('region', { name: 'Editor' });
const code = (page: Page): Locator => zone(page).locator('.monaco-editor').first();
const line = (page: Page, text: string | RegExp): Locator => code(page).locator('.view-line').filter({ hasText: text });

/** Text of the lines in view; Monaco shows spaces that do not break. */
async function codeText(page: Page): Promise<string> {
  const lines = await code(page).locator('.view-line').evaluateAll((all) => all.map((one) => ({ top: one.getBoundingClientRect().top, text: one.textContent })));
  return lines
    .sort((a, b) => a.top - b.top)
    .map(({ text }) => text.replaceAll('\u00a0', ' '))
    .join('\n');
}

/** The text has the focus. */
async function expectTyping(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null)).toBe(true);
}

async function edit(page: Page, path: string, shows: RegExp): Promise<void> {
  await typeLine(page, 'node1', `edit ${path}`);
  await expect.poll(() => codeText(page), { timeout: 30_000 }).toMatch(shows);
}

test('a stack file: a wrong key is marked at its line, mended by completion, deployed; changed in vi, deployed again', async ({ page }) => {
  const errors = watchErrors(page);
  await openPlayground(page);
  await typeLine(page, 'node1', 'docker swarm init --advertise-addr eth0 >/dev/null; mkdir -p /root/shop; cd /root/shop');
  await writeFile(page, 'stack.yml', STACK);
  await edit(page, 'stack.yml', /replica: 2/);

  // Docker's own words, at the line that they are about.
  await zone(page).getByRole('button', { name: /^1 error: list them/ }).click();
  const problem = zone(page).getByRole('list', { name: 'Problems of stack.yml' }).getByRole('button');
  await expect(problem).toContainText('6:7');
  await expect(problem).toContainText('services.web.deploy Additional property replica is not allowed');
  await expect(code(page).locator('.squiggly-error')).toHaveCount(1);

  // Deployed as it is, docker says the same.
  await typeLine(page, 'node1', 'docker stack deploy -c stack.yml shop');
  await expectScreen(page, 'node1-1', /services\.web\.deploy Additional property replica is not allowed/);

  await problem.click();
  await expect(zone(page).getByText('Line 6, column 7')).toBeVisible();
  await expectTyping(page);
  await page.keyboard.press('Shift+End');
  await page.keyboard.type('repl');
  await expect(page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: 'replicas' })).toBeVisible({ timeout: 10_000 });
  await page.keyboard.press('Enter');
  await page.keyboard.type('2');
  await expect.poll(() => codeText(page)).toMatch(/\n {6}replicas: 2\n/);
  await expect(zone(page).getByRole('button', { name: 'No problems' })).toBeVisible();
  await expect(zone(page).getByRole('status', { name: 'stack.yml: Not saved, kept as a draft' })).toBeVisible();
  await page.keyboard.press('Control+s');
  await expect(zone(page).getByRole('status', { name: 'stack.yml: Saved' })).toBeVisible();

  await setPace(page, '10×');
  await typeLine(page, 'node1', 'clear; docker stack deploy -c stack.yml shop');
  await expect(page.getByRole('listitem', { name: /^shop_web, replicated, nginx:alpine: 2 of 2/ })).toBeVisible({ timeout: 60_000 });

  // The same file in vi: three replicas, written and left.
  await typeLine(page, 'node1', 'clear; vi stack.yml');
  await expectScreen(page, 'node1-1', /replicas: 2/);
  await page.keyboard.type('/replicas');
  await page.keyboard.press('Enter');
  await page.keyboard.type('$r3:wq');
  await page.keyboard.press('Enter');
  await expect.poll(() => codeText(page)).toMatch(/replicas: 3/);
  await typeLine(page, 'node1', 'clear; docker stack deploy -c stack.yml shop && docker stack services shop');
  await expectScreen(page, 'node1-1', /shop_web +replicated +\d\/3/);
  await expect(page.getByRole('listitem', { name: /^shop_web, replicated, nginx:alpine: 3 of 3/ })).toBeVisible({ timeout: 60_000 });
  expect(errors).toEqual([]);
});

test('two writers: the machine’s file changes under what is typed, and nothing is lost', async ({ page }) => {
  await openPlayground(page);
  await writeFile(page, 'notes.txt', ['one', 'two']);
  await edit(page, 'notes.txt', /one\ntwo/);
  await line(page, 'two').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' and mine');
  await typeLine(page, 'node1', 'echo theirs >> notes.txt');

  const notice = zone(page).getByRole('alert');
  await expect(notice).toContainText('notes.txt was changed on node1');
  await notice.getByRole('button', { name: 'Compare' }).click();
  await expect(zone(page).getByRole('tab', { name: /compared/ })).toHaveAttribute('aria-selected', 'true');
  await expect(zone(page).locator('.monaco-diff-editor')).toContainText('theirs');
  await expect(zone(page).locator('.monaco-diff-editor')).toContainText('mine');

  await zone(page).getByRole('tab', { name: /^notes\.txt node1/ }).click();
  await notice.getByRole('button', { name: 'Overwrite with mine' }).click();
  await expect(zone(page).getByRole('status', { name: 'notes.txt: Saved' })).toBeVisible();
  await typeLine(page, 'node1', 'clear; cat notes.txt');
  await expectScreen(page, 'node1-1', /one\ntwo and mine\nroot@node1/);
});

test('by keyboard alone: another file is opened by its path, written, and left', async ({ page }) => {
  await openPlayground(page);
  await writeFile(page, 'a.txt', ['first']);
  await edit(page, 'a.txt', /first/);
  await expectTyping(page);

  await page.keyboard.press('Control+p');
  const path = page.getByRole('combobox', { name: 'Path' });
  await expect(path).toBeFocused();
  await expect(path).toHaveValue('/root/');
  await page.keyboard.press('End');
  await page.keyboard.type('new.yml');
  await expect(page.getByRole('option', { name: 'New file new.yml' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(zone(page).getByRole('tab', { name: /^new\.yml/ })).toHaveAttribute('aria-selected', 'true');
  await expectTyping(page);
  await page.keyboard.type('services: {}');
  await page.keyboard.press('Control+s');
  await expect(zone(page).getByRole('status', { name: 'new.yml: Saved' })).toBeVisible();
  await page.keyboard.press('Alt+PageUp');
  await expect(zone(page).getByRole('tab', { name: /^a\.txt/ })).toHaveAttribute('aria-selected', 'true');
  await typeLine(page, 'node1', 'clear; cat new.yml; echo');
  await expectScreen(page, 'node1-1', /services: \{\}/);
});

test('what was typed and not saved is there again after a reload', async ({ page }) => {
  await openPlayground(page);
  await writeFile(page, 'keep.txt', ['kept']);
  await edit(page, 'keep.txt', /kept/);
  await line(page, 'kept').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' and a draft');
  await expect(zone(page).getByRole('status', { name: 'keep.txt: Not saved, kept as a draft' })).toBeVisible();
  // The session itself is written some moments after the last key.
  await expect(page.getByText('saved', { exact: true })).toBeVisible({ timeout: 20_000 });
  await page.reload();
  await expect.poll(() => codeText(page), { timeout: 30_000 }).toMatch(/kept and a draft/);
  await expect(zone(page).getByText('What you had not saved is here again.')).toBeVisible();
});

test('where Monaco cannot be loaded, a plain text area edits and saves', async ({ browser, baseURL }) => {
  // The page's own service worker would have it from its store.
  const context = await browser.newContext({ serviceWorkers: 'block', ...(baseURL === undefined ? {} : { baseURL }) });
  const page = await context.newPage();
  await page.route(/monaco-bundle/, (route) => route.abort());
  await openPlayground(page);
  await writeFile(page, 'plain.txt', ['plain']);
  await typeLine(page, 'node1', 'edit plain.txt');
  const area = zone(page).locator('textarea[aria-label="/root/plain.txt on node1"]');
  await expect(area).toHaveValue('plain\n', { timeout: 30_000 });
  await expect(zone(page).getByText('The full editor could not be loaded')).toBeVisible();
  await area.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('more');
  await page.keyboard.press('Control+s');
  await expect(zone(page).getByRole('status', { name: 'plain.txt: Saved' })).toBeVisible();
  await typeLine(page, 'node1', 'clear; cat plain.txt; echo');
  await expectScreen(page, 'node1-1', /plain\nmore/);
  await expect(pane(page, 'node1-1')).toBeVisible();
  await context.close();
});
