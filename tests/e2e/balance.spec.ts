/** Balance calls customer, seen in the browser panel while customer scales 1, 6, 0 and back. */
import { expect, test } from '@playwright/test';
import type { FrameLocator, Locator, Page } from '@playwright/test';
import { expectScreen, setPace, typeLine, watchErrors } from './_page';

const zone = (page: Page): Locator => page.getByRole('region', { name: 'Browser' });
const site = (page: Page): FrameLocator => zone(page).frameLocator('iframe').frameLocator('iframe');

/** Reloads so many times, and answers which customers had a part in it. */
async function customers(page: Page, reloads: number): Promise<Set<string>> {
  const by = new Set<string>();
  const status = zone(page).getByRole('status');
  await zone(page).getByRole('button', { name: 'Count anew' }).click();
  for (let i = 1; i <= reloads; i++) {
    await zone(page).getByRole('button', { name: 'Reload' }).click();
    await expect(status).toHaveText(new RegExp(`^${i} requests?, none failed`));
    await expect(zone(page).getByRole('tabpanel')).toHaveAttribute('aria-busy', 'false');
    const text = (await site(page).locator('body').textContent()) ?? '';
    by.add(/"customer":\{.*"servedBy":"(\w{12})"/.exec(text)?.[1] ?? text);
  }
  return by;
}

async function scale(page: Page, replicas: number): Promise<void> {
  await typeLine(page, 'node1', `docker service scale -d customer=${replicas}`);
  await expect(page.getByRole('listitem', { name: new RegExp(`^customer, replicated, swarmgs/customer:latest: ${replicas} of ${replicas}`) })).toBeVisible({ timeout: 30_000 });
}

test('the answers come from as many customers as there are; without any the page says so, and it recovers', async ({ page }) => {
  test.setTimeout(60_000);
  const errors = watchErrors(page);
  await page.goto('/#/play/5');
  await expectScreen(page, 'node1-1', /root@node1/);
  await typeLine(page, 'node1', 'docker network create -d overlay backend');
  await typeLine(page, 'node1', 'docker service create -d --name customer --network backend swarmgs/customer');
  await typeLine(page, 'node1', 'docker service create -d --name balance -p 5000:3000 --network backend -e CUSTOMER_API=customer:3000 swarmgs/balance');
  await setPace(page, '10×');
  await expect(page.getByRole('listitem', { name: /^balance, replicated, .*: 1 of 1/ })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('listitem', { name: /^customer, replicated, .*: 1 of 1/ })).toBeVisible({ timeout: 30_000 });

  await page.getByRole('button', { name: /^Port 5000\/tcp of node3/ }).click();
  await expect(site(page).getByText('Balance API')).toBeVisible();
  await zone(page).getByRole('combobox', { name: /^Address/ }).fill('node3:5000/balance/7');
  await page.keyboard.press('Enter');
  await expect(site(page).getByText('"balance":149')).toBeVisible();
  expect((await customers(page, 4)).size).toBe(1);

  await scale(page, 6);
  await expect(async () => expect((await customers(page, 6)).size).toBe(6)).toPass();

  // Nobody is left: the name is gone with its last task, and balance cannot answer.
  await scale(page, 0);
  await expect(async () => {
    await zone(page).getByRole('button', { name: 'Reload' }).click();
    await expect(site(page).getByText('cannot reach the customer API at http://customer:3000: getaddrinfo ENOTFOUND')).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(zone(page).getByRole('list', { name: 'The way of the last request' })).toContainText(/balance \(virtual IP\).*500 in \d+ ms/);
  await expect(zone(page).getByRole('status')).toHaveText(/requests, [1-9]\d* failed/);

  await scale(page, 2);
  await expect(async () => expect((await customers(page, 4)).size).toBe(2)).toPass();
  expect(errors).toEqual([]);
});
