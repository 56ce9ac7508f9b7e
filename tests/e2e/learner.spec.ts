/**
 * Labs as a learner does them: with wrong turns, a hint, a quiz answered wrongly first, a reload in the middle. What is
 * handed in is graded by the command that instructors use, which has to find what the page showed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Page, TestInfo } from '@playwright/test';
import { expectScreen, setPace, typeLine, watchErrors } from './_page';

const LAB = '20-quorum';

async function run(page: Page, command: string | RegExp, nth = 0): Promise<void> {
  const name = typeof command === 'string' ? `Run: ${command}` : command;
  await page.getByRole('button', { name, exact: typeof command === 'string' }).nth(nth).click();
}

async function fault(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: 'Faults' }).click();
  await page.getByRole('button', { name: what }).click();
  await page.keyboard.press('Escape');
}

async function passed(page: Page, title: string): Promise<void> {
  const check = page.getByRole('group', { name: `Check: ${title}` });
  await expect(async () => {
    if (/passed/i.test(await check.innerText())) return;
    await check.getByRole('button', { name: 'Check' }).click({ timeout: 1_000 });
    await expect(check).toContainText(/passed/i, { timeout: 2_000 });
  }).toPass({ timeout: 40_000 });
}

/** Every check's verdict as the page shows it, by title. */
async function shown(page: Page): Promise<Record<string, boolean>> {
  const checks = await page.getByRole('group', { name: /^Check: / }).all();
  return Object.fromEntries(
    await Promise.all(checks.map(async (check) => [((await check.getAttribute('aria-label')) ?? '').replace('Check: ', ''), /passed/i.test(await check.innerText())])),
  );
}

async function handIn(page: Page, testInfo: TestInfo, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Share and session' }).click();
  await page.getByRole('menuitem', { name: 'Hand in…' }).click();
  await page.getByLabel('Your name').fill(name);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the file' }).click();
  const path = testInfo.outputPath('handed-in.skep.json');
  await (await download).saveAs(path);
  return path;
}

interface Graded {
  standing: string;
  accepted: boolean;
  learner?: string;
  name?: string;
  points: number;
  of: number;
  checks: { title: string; passed: boolean; reason?: string }[];
}

function graded(lab: string, file: string, ...options: string[]): Graded {
  let out: string;
  try {
    out = execFileSync(process.execPath, ['tests/tools/skep.mjs', 'grade', lab, file, '--format', 'json', '--workers', '1', ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    // The exit status tells of what was not accepted; the report is there all the same.
    out = (error as { stdout: string }).stdout;
  }
  return (JSON.parse(out) as { results: Graded[] }).results[0] as Graded;
}

test('a lab begun for a learner: wrong turns, a quiz, a hint, a reload; handed in and graded as the page showed it', async ({ page }, testInfo) => {
  const errors = watchErrors(page);
  await page.goto(`/#/lab/${LAB}/for/ada`);
  await expectScreen(page, 'node1-1', /root@node1/);
  await setPace(page, '10×');

  // A wrong turn: another number of replicas, by hand; the check says what is missing.
  await typeLine(page, 'node1', 'docker service create -d --name web --replicas 2 -p 8080:80 nginx');
  await expect(page.getByRole('listitem', { name: /^web, replicated, .*: 2 of 2 replicas running/ })).toBeVisible({ timeout: 60_000 });
  const first = page.getByRole('group', { name: 'Check: Service web runs with four replicas' });
  await first.getByRole('button', { name: 'Check' }).click();
  await expect(first).toContainText(/four|4/);
  await expect(first).not.toContainText(/passed/i);
  await typeLine(page, 'node1', 'docker service rm web');
  await run(page, /^Run: docker service create -d --name web --replicas 4/);
  await passed(page, 'Service web runs with four replicas');

  // The wrong answer first.
  const quiz = page.getByRole('group', { name: 'Question' }).first();
  await quiz.getByText('Fail: the leader is gone.').click();
  await expect(quiz).toContainText('Not quite');
  await quiz.getByText('Work, after a few seconds in which another manager becomes the leader.').click();
  await expect(quiz).toContainText('Right.');

  await page.waitForTimeout(1_500);
  await page.reload();
  await expect(page.getByRole('group', { name: 'Check: Service web runs with four replicas' })).toContainText(/passed/i, { timeout: 30_000 });
  await expect(page.getByRole('group', { name: 'Question' }).first()).toContainText('Right.');

  await setPace(page, '10×');
  await fault(page, 'Cut the power of node1');
  await expect(page.getByRole('list', { name: 'Machines' }).getByRole('listitem', { name: /^node2: (manager|leader)/ }).or(page.getByRole('list', { name: 'Machines' }).getByRole('listitem', { name: /^node3: leader/ })).first()).toBeVisible({ timeout: 30_000 });
  await page.waitForTimeout(3_000);
  await run(page, 'docker service scale -d web=6');
  await passed(page, 'web runs six replicas although node1 is off');
  // It holds already, and the grader asks at the end what nobody asked.
  await passed(page, 'The swarm has a leader again');

  await page.getByText('Why not simply docker swarm init?').click();
  await expect(page.getByText(/A new swarm would have new tokens/)).toBeVisible();

  const file = await handIn(page, testInfo, 'Ada L.');
  const before = await shown(page);
  expect(Object.values(before).filter(Boolean).length).toBeGreaterThanOrEqual(2);
  expect(Object.values(before)).toContain(false);

  const result = graded(LAB, file, '--learner', 'ada');
  expect(result).toMatchObject({ standing: 'ok', accepted: true, learner: 'ada', name: 'Ada L.' });
  // The grader counts questions, too; of the checks it says what the page did.
  expect(Object.fromEntries(result.checks.filter(({ title }) => title in before).map(({ title, passed: is }) => [title, is]))).toEqual(before);
  expect(result.points).toBeLessThan(result.of);

  // A changed byte, somebody else's file, and results that were edited are told apart.
  const text = readFileSync(file, 'utf8');
  const other = testInfo.outputPath('changed.skep.json');
  writeFileSync(other, text.replace('Ada L.', 'Ida L.'));
  expect(graded(LAB, other).standing).toBe('damaged');
  expect(graded(LAB, file, '--learner', 'grace').standing).toBe('somebody else’s');
  writeFileSync(other, text.replaceAll('"passed":false', '"passed":true'));
  expect(graded(LAB, other)).toMatchObject({ accepted: false });
  expect(errors).toEqual([]);
});

test('a section is shown, another begun afresh; neither earns points, and a link opens what was handed in', async ({ page, context }, testInfo) => {
  const errors = watchErrors(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/#/lab/01-build-a-swarm');
  await expectScreen(page, 'node1-1', /root@node1/);
  await page.getByRole('button', { name: 'Section: One machine becomes a swarm' }).click();
  await page.getByRole('menuitem', { name: 'Show me' }).click();
  await page.getByRole('button', { name: 'Show me' }).click();
  await expect(page.getByRole('group', { name: 'Check: node1 is the manager of a swarm' })).toContainText(/passed/i, { timeout: 60_000 });
  await expect(page.getByText(/^Showing:/)).toHaveCount(0, { timeout: 30_000 });

  await page.getByRole('button', { name: 'Section: Promote, and demote again' }).click();
  await page.getByRole('menuitem', { name: 'Begin this section afresh' }).click();
  await page.getByRole('button', { name: 'Begin afresh' }).click();
  await expect(page.getByRole('list', { name: 'Machines' }).getByRole('listitem', { name: /^node3: worker/ })).toBeVisible({ timeout: 60_000 });
  await run(page, 'docker node promote node2');
  await expectScreen(page, 'node1-1', /Node node2 promoted to a manager/);

  const file = await handIn(page, testInfo, 'Grace');
  const result = graded('01-build-a-swarm', file);
  expect(result).toMatchObject({ standing: 'ok', name: 'Grace' });
  expect(result.checks.filter(({ reason }) => reason === 'the lab did this section itself').length).toBeGreaterThanOrEqual(2);

  await page.getByRole('button', { name: 'Share and session' }).click();
  await page.getByRole('menuitem', { name: 'Hand in…' }).click();
  await page.getByRole('button', { name: 'Copy as a link' }).click();
  await expect(page.getByText('A link with what you hand in is copied.')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const linkFile = testInfo.outputPath('link.txt');
  writeFileSync(linkFile, `My lab: ${link}\n`);
  expect(graded('01-build-a-swarm', linkFile)).toMatchObject({ standing: 'ok', name: 'Grace' });

  const teacher = await context.newPage();
  await teacher.goto(link);
  await expectScreen(teacher, 'node1-1', /Node node2 promoted to a manager/);
  await expect(teacher).toHaveTitle(/by Grace/);
  expect(errors).toEqual([]);
});
