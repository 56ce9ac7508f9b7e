/** A site in a browser tab of its own: asked through the session's tab, a stranger there as well, and honest when the lab is gone. */
import { expect, test } from '@playwright/test';
import { expectScreen, setPace, typeLine, watchErrors } from './_page';

test('a site opens in its own tab, goes round there too, and follows when the lab closes and comes back', async ({ page, context }) => {
  test.setTimeout(60_000);
  const errors = watchErrors(page);
  await page.goto('/#/play/5');
  await expectScreen(page, 'node1-1', /root@node1/);
  await typeLine(page, 'node1', 'docker service create -d --name web --replicas 2 -p 8080:80 traefik/whoami');
  await setPace(page, '10×');
  await expect(page.getByRole('listitem', { name: /^web, replicated, .*: 2 of 2/ })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: /^Port 8080\/tcp of node3/ }).click();
  const opening = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Open in a browser tab of its own' }).click();
  const own = await opening;
  const ownErrors = watchErrors(own);
  const site = own.frameLocator('iframe').frameLocator('iframe');
  await expect(site.getByText(/^Hostname: /)).toBeVisible();
  expect(own.url()).toMatch(/#\/site\/[\w-]+\/node3\/8080\/$/);
  const way = own.getByRole('list', { name: 'The way of the last request' });
  await expect(way).toContainText(/You.*node3:8080.*routing mesh.*web \(virtual IP\).*web\.\d on node\d.*200 in \d+ ms/);
  for (let i = 2; i <= 4; i++) {
    await own.getByRole('button', { name: 'Reload' }).click();
    await expect(own.getByRole('status')).toHaveText(`${i} requests, none failed`);
  }
  await expect(own.getByRole('list', { name: 'Answers by container' }).getByRole('listitem')).toHaveText([/^web\.1\s*2$/, /^web\.2\s*2$/]);

  // By keyboard, to another path of another node; the tab's address follows.
  await own.keyboard.press('F6');
  await own.getByRole('combobox', { name: /^Address/ }).fill('node5:8080/api?x=1');
  await own.keyboard.press('Enter');
  await expect(site.getByText('"hostname"')).toBeVisible();
  await expect.poll(() => own.url()).toMatch(/node5\/8080\/api\?x=1$/);
  // A stranger here as well: no origin, no way up.
  await expect(own.frameLocator('iframe').locator('iframe')).toHaveAttribute('sandbox', 'allow-scripts allow-forms');

  // The lab closes: what was shown stays and is said to be old; a new request says why it fails; it comes back by itself.
  await expect(page.getByText('saved', { exact: true })).toBeVisible({ timeout: 15_000 });
  const session = page.url();
  await page.goto('/#/');
  await expect(own.getByRole('alert')).toContainText('The lab is not open any more');
  await own.getByRole('button', { name: 'Reload' }).click();
  await expect(own.getByRole('alert').filter({ hasText: 'its machines run in the tab of their session' })).toBeVisible();
  await page.goto(session);
  await expect(site.getByText('"hostname"')).toBeVisible({ timeout: 30_000 });
  await expect(own.getByRole('alert')).toHaveCount(0);
  expect(errors).toEqual([]);
  expect(ownErrors).toEqual([]);
});

test('without its lab such a tab says what to do', async ({ page }) => {
  await page.goto('/#/site/nobody/node1/8080/');
  await expect(page.getByRole('heading', { name: 'The lab of this page is not open' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open the lab' })).toHaveAttribute('href', '#/session/nobody');
});
