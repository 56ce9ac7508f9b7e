/** Calc behind a request loop in a terminal: what an update costs, and what a division by zero, without and with a health check. */
import { expect, test } from '@playwright/test';
import type { FrameLocator, Locator, Page } from '@playwright/test';
import { expectScreen, screenText, setPace, typeLine, watchErrors } from './_page';

const zone = (page: Page): Locator => page.getByRole('region', { name: 'Browser' });
const site = (page: Page): FrameLocator => zone(page).frameLocator('iframe').frameLocator('iframe');
const HEALTH = `--health-cmd 'curl -fs http://localhost/calc/iseverythingok || exit 1' --health-interval 1s --health-retries 1`;

/** The loop that watches on node2, a function, since it is needed again and again: good and failed answers are counted. */
const WATCH = 'watch() { ok=0 bad=0; for i in $(seq $1); do curl -fs -m 2 -o /dev/null localhost:8080/calc/divide?numerator=8 && ok=$((ok+1)) || bad=$((bad+1)); sleep 0.1; done; echo "$2: $ok ok, $bad failed"; }';

async function counted(page: Page, what: string): Promise<{ ok: number; failed: number }> {
  const told = new RegExp(`(?:^|\\n)${what}: (\\d+) ok, (\\d+) failed`);
  await expectScreen(page, 'node2-1', told, 30_000);
  const [, ok, failed] = told.exec(await screenText(page, 'node2-1')) ?? [];
  return { ok: Number(ok), failed: Number(failed) };
}

/** Replaces calc's task while the loop on node2 asks 150 times. */
async function lostInAnUpdate(page: Page, what: string): Promise<number> {
  await typeLine(page, 'node2', `watch 150 ${what}`);
  await typeLine(page, 'node1', 'docker service update -d --force calc');
  await page.getByRole('tab', { name: 'node2', exact: true }).click();
  const { ok, failed } = await counted(page, what);
  expect(ok + failed).toBe(150);
  return failed;
}

async function settled(page: Page, replicas: number): Promise<void> {
  await expect(page.getByRole('listitem', { name: new RegExp(`^calc, replicated, swarmgs/calc:latest: ${replicas} of ${replicas}`) })).toBeVisible({ timeout: 30_000 });
}

test('an update without a health check loses requests; with one, and start-first, it loses none; a sick task is replaced', async ({ page }) => {
  test.setTimeout(60_000);
  const errors = watchErrors(page);
  await page.goto('/#/play/5');
  await expectScreen(page, 'node1-1', /root@node1/);
  await typeLine(page, 'node1', 'docker service create -d --name calc -p 8080:80 swarmgs/calc');
  await setPace(page, '10×');
  await settled(page, 1);
  await typeLine(page, 'node2', WATCH);
  expect(await lostInAnUpdate(page, 'careless')).toBeGreaterThan(10);

  // A division by zero, by hand: the page and its own word on it. Nobody looks, so it stays sick.
  await settled(page, 1);
  await page.getByRole('button', { name: /^Port 8080\/tcp of node3/ }).click();
  await site(page).getByLabel('Denominator').fill('0');
  await site(page).getByRole('button', { name: 'Divide' }).click();
  await expect(site(page).getByText('Internal Server Error')).toBeVisible();
  await zone(page).getByRole('combobox', { name: /^Address/ }).fill('node3:8080/calc/iseverythingok');
  await page.keyboard.press('Enter');
  await expect(zone(page).getByRole('list', { name: 'The way of the last request' })).toContainText(/500 in \d+ ms/);
  await typeLine(page, 'node2', 'clear; watch 30 sick');
  expect(await counted(page, 'sick')).toEqual({ ok: 0, failed: 30 });

  await typeLine(page, 'node1', `docker service update -d --update-order start-first ${HEALTH} calc`);
  await expect(async () => {
    await zone(page).getByRole('button', { name: 'Reload' }).click();
    await expect(site(page).getByText('Everything is OK')).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole('button', { name: /^calc\.1 of .*running/ })).toHaveCount(1, { timeout: 30_000 });
  expect(await lostInAnUpdate(page, 'careful')).toBe(0);

  // Sick again: its health check finds it out, and it is replaced without anybody's help.
  await typeLine(page, 'node1', "curl -s 'localhost:8080/calc/divide?numerator=1&denominator=0'");
  await expectScreen(page, 'node1-1', /Internal Server Error/);
  await typeLine(page, 'node2', 'clear; watch 150 healed');
  const healed = await counted(page, 'healed');
  expect(healed.failed).toBeGreaterThan(0);
  expect(healed.ok).toBeGreaterThan(40);
  await expect(async () => {
    await zone(page).getByRole('button', { name: 'Reload' }).click();
    await expect(site(page).getByText('Everything is OK')).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  expect(errors).toEqual([]);
});
