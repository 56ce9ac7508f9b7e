/** A hybrid cluster in the page: joining from PowerShell, what a worker is refused, two services on two platforms, the shop's page. */
import { expect, test } from '@playwright/test';
import type { FrameLocator, Page } from '@playwright/test';
import { expectScreen, screenText, setPace, typeLine, watchErrors } from './_page';

const site = (page: Page): FrameLocator => page.getByRole('region', { name: 'Browser' }).frameLocator('iframe').frameLocator('iframe');

test('a Windows machine joins from PowerShell, and the shop runs on both platforms', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('/#/play/hybrid');
  await expectScreen(page, 'node1-1', /root@node1/);
  await typeLine(page, 'node1', 'clear; docker swarm init --advertise-addr eth0 | grep -o "docker swarm join --token .*"');
  await expectScreen(page, 'node1-1', /docker swarm join --token SWMTKN\S+/);
  // The token is longer than a narrow screen's line.
  const join = /docker swarm join --token [\s\S]*?:2377/.exec((await screenText(page, 'node1-1')).replace(/\n(?=\S)/g, ''))?.[0] ?? '';
  await typeLine(page, 'win1', join);
  await expectScreen(page, 'win1-1', /PS C:\\> docker swarm join[\s\S]*This node joined a swarm as a worker\./);
  await typeLine(page, 'node2', join);
  await expectScreen(page, 'node2-1', /This node joined a swarm as a worker\./);
  await typeLine(page, 'win1', 'docker node ls');
  await expectScreen(page, 'win1-1', /This node is not a swarm manager/);
  await typeLine(page, 'win1', 'Get-Srvice');
  await expectScreen(page, 'win1-1', /Get-Srvice : The term 'Get-Srvice' is not recognized/);

  await typeLine(page, 'node1', 'docker network create -d overlay atsea');
  await typeLine(page, 'node1', 'docker service create -d --name database --endpoint-mode dnsrr --network atsea --publish mode=host,target=1433 sixeyed/atsea-db:mssql');
  await typeLine(page, 'node1', 'docker service create -d --name appserver --network atsea -p 8080:8080 mikegcoleman/atsea_appserver:1.0');
  await setPace(page, '10×');
  await expect(page.getByRole('listitem', { name: /^appserver, replicated, .*: 1 of 1/ })).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole('listitem', { name: /^database, replicated, .*: 1 of 1/ })).toBeVisible({ timeout: 90_000 });
  await typeLine(page, 'win1', "cls; docker ps --format '{{.Image}}'");
  await expectScreen(page, 'win1-1', /sixeyed\/atsea-db:mssql/);
  await page.getByRole('button', { name: /^Port 8080\/tcp of node2/ }).click();
  await expect(site(page).getByText('AtSea 1.0').first()).toBeVisible({ timeout: 20_000 });
  expect(errors).toEqual([]);
});
