/** The browser outside the cluster: ports as chips, the way of a request, balancing, forms, failures, and strangers' pages. */
import { expect, test } from '@playwright/test';
import type { FrameLocator, Locator, Page } from '@playwright/test';
import { expectScreen, setPace, typeLine, watchErrors } from './_page';

const zone = (page: Page): Locator => page.getByRole('region', { name: 'Browser' });
const site = (page: Page): FrameLocator => zone(page).frameLocator('iframe').frameLocator('iframe');

async function openSwarm(page: Page, machines: number, ...services: string[]): Promise<void> {
  await page.goto(`/#/play/${machines}`);
  await expectScreen(page, 'node1-1', /root@node1/);
  for (const service of services) await typeLine(page, 'node1', service);
}

test('a port chip opens the page; new connections go round, a kept one stays; the way is told', async ({ page }) => {
  const errors = watchErrors(page);
  await openSwarm(page, 5, 'docker service create -d --name web --replicas 3 -p 8080:80 traefik/whoami');
  await setPace(page, '10×');
  await expect(page.getByRole('listitem', { name: /^web, replicated, traefik\/whoami:latest: 3 of 3/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: /^Port 8080\/tcp of node2/ }).click();
  await expect(site(page).getByText(/^Hostname: /)).toBeVisible({ timeout: 20_000 });
  const way = zone(page).getByRole('list', { name: 'The way of the last request' });
  await expect(way).toContainText(/You.*node2:8080.*routing mesh.*web \(virtual IP\).*web\.\d on node\d.*200 in \d+ ms/);

  // Round robin over three containers.
  const shares = zone(page).getByRole('list', { name: 'Answers by container' }).getByRole('listitem');
  for (let i = 0; i < 5; i++) {
    await zone(page).getByRole('button', { name: 'Reload' }).click();
    await expect(zone(page).getByRole('status')).toHaveText(`${i + 2} requests, none failed`);
  }
  await expect(shares).toHaveText([/^web\.1\s*2$/, /^web\.2\s*2$/, /^web\.3\s*2$/]);

  // One connection, one container.
  await zone(page).getByRole('button', { name: 'Keep the connection alive' }).click();
  await zone(page).getByRole('button', { name: 'Count anew' }).click();
  for (let i = 0; i < 4; i++) {
    await zone(page).getByRole('button', { name: 'Reload' }).click();
    await expect(zone(page).getByRole('status')).toHaveText(`${i + 1} request${i === 0 ? '' : 's'}, none failed`);
  }
  await expect(shares).toHaveText([/^web\.\d\s*4$/]);

  // A loop while tasks stop and start: everybody sees what is lost.
  await zone(page).getByRole('button', { name: 'Keep the connection alive' }).click();
  await zone(page).getByRole('button', { name: 'Repeat the request' }).click();
  await expect(zone(page).getByRole('status')).toHaveText(/^1\d requests/, { timeout: 30_000 });
  await zone(page).getByRole('button', { name: 'Repeat the request' }).click();
  expect(errors).toEqual([]);
});

test('the voting app: a vote in the browser counts', async ({ page }) => {
  await openSwarm(
    page, 1, 'docker swarm init', 'docker network create -d overlay back', 'docker service create -d --name redis --network back redis:alpine',
    "docker service create -d --name db --network back -e POSTGRES_HOST_AUTH_METHOD=trust postgres:9.4", 'docker service create -d --name vote --network back -p 5000:80 dockersamples/examplevotingapp_vote:before',
    'docker service create -d --name worker --network back dockersamples/examplevotingapp_worker', 'docker service create -d --name result --network back -p 5001:80 dockersamples/examplevotingapp_result:before',
  );
  await setPace(page, '10×');
  for (const name of ['redis', 'db', 'vote', 'worker', 'result']) await expect(page.getByRole('listitem', { name: new RegExp(`^${name}, replicated, .*: 1 of 1`) })).toBeVisible({ timeout: 90_000 });
  await page.getByRole('button', { name: /^Port 5000\/tcp of node1/ }).click();
  await site(page).getByRole('button', { name: 'Cats' }).click();
  await expect(site(page).getByText('Processed by container ID')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: /^Port 5001\/tcp of node1/ }).click();
  await expect(async () => {
    await zone(page).getByRole('button', { name: 'Reload' }).click();
    await expect(site(page).locator('body')).toContainText(/1 vote|100(\.0)?%/, { timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
});

test('what cannot be opened is told with its reason, by keyboard alone', async ({ page }) => {
  await openSwarm(page, 1);
  await page.getByRole('button', { name: 'Open the browser' }).click();
  const address = zone(page).getByRole('textbox', { name: 'Address' }).or(zone(page).getByRole('combobox', { name: 'Address' }));
  await expect(address).toBeFocused();
  await expect(zone(page).getByText('Nothing is published yet.')).toBeVisible();
  await page.keyboard.type('node1:8080');
  await page.keyboard.press('Enter');
  await expect(zone(page).getByRole('alert')).toContainText('node1 refused to connect');
  for (const [typed, words] of [['nowhere:80', /no machine called nowhere/], ['node1:99999', /ports go from 1 to 65535/], ['javascript:alert(1)', /is no address/]] as const) {
    await address.fill(typed);
    await page.keyboard.press('Enter');
    await expect(zone(page).getByRole('alert')).toContainText(words, { timeout: 40_000 });
  }
});

test('a page is a stranger: its scripts run, and reach nothing of ours', async ({ page }) => {
  const errors = watchErrors(page);
  await openSwarm(page, 1);
  const html = [
    '<title>Stranger</title><h1 id=out>waiting</h1><a href="/next.html">next</a><script>',
    'const said = [];',
    'try { parent.parent.document.title; said.push("parent"); } catch { said.push("no parent"); }',
    'try { localStorage.length; said.push("storage"); } catch { said.push("no storage"); }',
    'try { top.location = "about:blank"; said.push("top"); } catch { said.push("no top"); }',
    'new Image().src = "https://example.com/leak.gif";',
    'fetch("/data.json").then((r) => r.json()).then((d) => { said.push("lab says " + d.hello); out.textContent = said.join(", "); });',
    '</script>',
  ].join('');
  await typeLine(page, 'node1', `mkdir -p /srv/site; cd /srv/site; echo '{"hello":"hello"}' > data.json; echo '<p>The next page</p><form action=/data.json><button>ask</button></form>' > next.html`);
  await typeLine(page, 'node1', `cat > index.html <<'END'`);
  await page.keyboard.insertText(html);
  await page.keyboard.press('Enter');
  await page.keyboard.type('END');
  await page.keyboard.press('Enter');
  const asked: string[] = [];
  page.on('requestfailed', (request) => void (request.url().includes('example.com') && asked.push(request.failure()?.errorText ?? '')));
  page.on('requestfinished', (request) => void (request.url().includes('example.com') && asked.push('finished')));
  await typeLine(page, 'node1', 'docker run -d -p 8080:80 -v /srv/site:/usr/share/nginx/html nginx:alpine');
  await page.getByRole('button', { name: /^Port 8080\/tcp of node1/ }).click({ timeout: 60_000 });
  await expect(site(page).locator('#out')).toHaveText('no parent, no storage, no top, lab says hello', { timeout: 30_000 });
  await expect(zone(page).getByRole('tab', { name: 'Stranger' })).toBeVisible();
  await site(page).getByRole('link', { name: 'next' }).click();
  await expect(site(page).getByText('The next page')).toBeVisible();
  await site(page).getByRole('button', { name: 'ask' }).click();
  await expect(site(page).getByText('{"hello":"hello"}')).toBeVisible();
  await zone(page).getByRole('button', { name: 'Back' }).click();
  await expect(site(page).getByText('The next page')).toBeVisible();
  // The way out by keyboard, also from within the page.
  await site(page).getByText('The next page').click();
  await page.keyboard.press('F6');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-zone]')?.dataset['zone'])).toBe('terminals');
  // The policy stopped it before any network was asked.
  expect(asked).toEqual(['csp']);
  expect(page.url()).toContain('#/');
  // The blocked picture and nothing else.
  expect(errors.filter((text) => !/example\.com|Content Security Policy|sandbox/i.test(text))).toEqual([]);
});
