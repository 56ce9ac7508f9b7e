/** The whole first lab as a learner does it: by clicks and keys, every check turning green, and after a reload all as it was. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { expectScreen, screenText, setPace, typeLine, watchErrors } from './_page';

async function run(page: Page, command: string | RegExp, nth = 0): Promise<void> {
  const name = typeof command === 'string' ? `Run: ${command}` : command;
  await page.getByRole('button', { name, exact: typeof command === 'string' }).nth(nth).click();
}

async function passed(page: Page, title: string): Promise<void> {
  const check = page.getByRole('group', { name: `Check: ${title}` });
  await check.scrollIntoViewIfNeeded();
  // A check also looks by itself when the cluster comes to rest: then its button is gone before it can be pressed.
  await expect(async () => {
    if (/passed/i.test(await check.innerText())) return;
    await check.getByRole('button', { name: 'Check' }).click({ timeout: 1_000 });
    await expect(check).toContainText(/passed/i, { timeout: 2_000 });
  }).toPass({ timeout: 40_000 });
}

test('the first lab, from docker swarm init to a clean table, then a reload', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('/');
  await page.getByRole('link', { name: /Build a swarm/ }).click();
  await expectScreen(page, 'node1-1', /root@node1/);

  await run(page, 'docker swarm init --advertise-addr eth0');
  await expectScreen(page, 'node1-1', /Swarm initialized: current node/);
  await passed(page, 'node1 is the manager of a swarm');

  await run(page, 'docker swarm join-token -q worker');
  await expectScreen(page, 'node1-1', /\nSWMTKN-1-\S+/);
  await run(page, /^Run: docker swarm join --token SWMTKN/, 0);
  await expectScreen(page, 'node2-1', /This node joined a swarm as a worker/);
  await run(page, /^Run: docker swarm join --token SWMTKN/, 1);
  await expectScreen(page, 'node3-1', /This node joined a swarm as a worker/);
  await passed(page, 'Three nodes are in the swarm and ready');

  // Typed by hand this time: a worker refuses.
  await typeLine(page, 'node2', 'docker node ls');
  await expectScreen(page, 'node2-1', /This node is not a swarm manager/);

  await run(page, 'docker node promote node2');
  await expectScreen(page, 'node1-1', /Node node2 promoted to a manager/);
  await expect(page.getByRole('list', { name: 'Machines' }).getByRole('listitem', { name: /^node2: manager/ })).toBeVisible({ timeout: 15_000 });
  // A promotion is done when the new manager answers for the cluster itself; asked sooner, a demotion is refused.
  await expect(async () => {
    await typeLine(page, 'node2', 'clear; docker node ls');
    await expectScreen(page, 'node2-1', /node2 +Ready +Active +Reachable/, 2_000);
  }).toPass({ timeout: 20_000 });
  await run(page, 'docker node demote node2');
  await expectScreen(page, 'node1-1', /Manager node2 demoted/);
  await expect(page.getByRole('list', { name: 'Machines' }).getByRole('listitem', { name: /^node2: worker/ })).toBeVisible({ timeout: 20_000 });
  await passed(page, 'node2 was a manager, and is a worker again');

  await setPace(page, '10×');
  await run(page, 'docker service create --name web --replicas 2 --publish 8080:80 nginx');
  await expectScreen(page, 'node1-1', /verify: Service \S+ converged/, 60_000);
  await passed(page, 'Service web runs and is published on port 8080');
  await passed(page, 'All three nodes answer on port 8080');

  await run(page, 'docker service scale web=6');
  await expectScreen(page, 'node1-1', /web scaled to 6[\s\S]*converged/, 60_000);
  await passed(page, 'web runs six tasks');
  await expect(page.getByRole('button', { name: /^web\.\d of nginx/ })).toHaveCount(6);

  await run(page, /^Run: docker rm -f/);
  await expect.poll(() => screenText(page, 'node3-1')).toMatch(/docker rm -f[\s\S]*\n[0-9a-f]{12}/);
  await expect(page.getByRole('listitem', { name: /^web, replicated, nginx:latest: 6 of 6 replicas running/ })).toBeVisible({ timeout: 60_000 });
  await passed(page, 'A task failed, and six run again');

  await run(page, 'docker service rm web');
  await run(page, 'docker swarm leave', 0);
  await expectScreen(page, 'node2-1', /Node left the swarm/);
  await run(page, 'docker swarm leave', 1);
  await expectScreen(page, 'node3-1', /Node left the swarm/);
  await expect(page.getByRole('listitem', { name: /^node3: not in a swarm/ })).toBeVisible({ timeout: 20_000 });
  // Ten times as fast, the managers miss the heartbeats within two seconds.
  await page.waitForTimeout(3_000);
  await run(page, 'docker node rm node2 node3');
  await passed(page, 'node1 is alone again and runs nothing');

  const before = await screenText(page, 'node1-1');
  await expect(page.getByRole('status', { name: /kept/i }).or(page.getByText('saved', { exact: true }))).toBeVisible();
  await page.waitForTimeout(1_500);
  await page.reload();
  await page.getByRole('tab', { name: 'node1', exact: true }).click({ timeout: 30_000 });
  await expect.poll(() => screenText(page, 'node1-1'), { timeout: 30_000 }).toBe(before);
  for (const title of ['node1 is the manager of a swarm', 'A task failed, and six run again', 'node1 is alone again and runs nothing']) {
    await expect(page.getByRole('group', { name: `Check: ${title}` })).toContainText(/passed/i);
  }
  expect(errors).toEqual([]);
});
