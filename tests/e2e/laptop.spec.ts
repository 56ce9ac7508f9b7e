/** A lab that begins on a laptop: machines made by typing appear on the map and in tabs, and are all there after a reload. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { expectScreen, pane, screenText, setPace, typeLine, watchErrors } from './_page';

const card = (page: Page, name: RegExp) => page.getByRole('list', { name: 'Machines' }).getByRole('listitem', { name });

test('docker-machine from the laptop: create, eval, init, join, a machine that goes and comes, then a reload', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('/');
  await page.getByRole('link', { name: /A swarm made from a laptop/ }).click();
  await expectScreen(page, 'laptop-1', /you@laptop:~\$/);
  await expect(card(page, /^laptop: your laptop, outside the swarm$/)).toBeVisible();
  await expect(page.getByText('There is only your laptop so far.')).toBeVisible();

  const run = (command: string) => page.getByRole('button', { name: `Run: ${command}`, exact: true }).first().click();
  await run('docker ps');
  await expectScreen(page, 'laptop-1', /Cannot connect to the Docker daemon at unix:\/\/\/var\/run\/docker\.sock/);
  await setPace(page, '10×');
  await run('docker-machine create --driver virtualbox mgr1');
  await expectScreen(page, 'laptop-1', /Docker is up and running!/, 60_000);
  await expect(card(page, /^mgr1: not in a swarm/)).toBeVisible();
  // The machine's own terminal is a tab, in the account that docker-machine made.
  await typeLine(page, 'mgr1', 'hostname');
  await expectScreen(page, 'mgr1-1', /docker@mgr1:~\$ hostname\nmgr1/);

  await typeLine(page, 'laptop', 'clear; docker-machine create worker1');
  await expectScreen(page, 'laptop-1', /run: docker-machine env worker1/, 60_000);
  await run('eval $(docker-machine env mgr1)');
  await typeLine(page, 'laptop', 'clear; docker swarm init --advertise-addr eth1');
  await expectScreen(page, 'laptop-1', /is now a manager/);
  await run('docker-machine ssh worker1 docker swarm join --token $(docker swarm join-token -q worker) $(docker-machine ip mgr1):2377');
  await expectScreen(page, 'laptop-1', /This node joined a swarm as a worker/, 60_000);
  await expect(card(page, /^mgr1: leader/)).toBeVisible();
  await expect(card(page, /^worker1: worker/)).toBeVisible();
  // The laptop is no node, and stands behind those that are.
  await expect(page.getByRole('list', { name: 'Machines' }).locator('[data-machine]')).toHaveCount(3);
  expect(await page.getByRole('list', { name: 'Machines' }).locator('[data-machine]').last().getAttribute('data-machine')).toBe('laptop');

  await typeLine(page, 'laptop', 'clear; docker-machine restart worker1');
  await expectScreen(page, 'laptop-1', /Restarted machines may have new IP addresses/, 60_000);
  await expect(card(page, /^worker1: worker(?!.*down)/)).toBeVisible({ timeout: 60_000 });

  await page.reload();
  await expect(card(page, /^worker1: worker/)).toBeVisible({ timeout: 60_000 });
  await typeLine(page, 'laptop', 'clear; docker node ls');
  await expectScreen(page, 'laptop-1', /mgr1 +Ready +Active +Leader[\s\S]*worker1 +Ready/);
  expect(await screenText(page, 'laptop-1')).toContain('you@laptop:~$');
  await expect(pane(page, 'laptop-1')).toBeVisible();
  expect(errors).toEqual([]);
});
