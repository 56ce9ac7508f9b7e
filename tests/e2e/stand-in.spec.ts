/** A Node.js app from a build context: its stand-in is served, and the page says what it is and why there is no more. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { expectScreen, setPace, typeLine, watchErrors } from './_page';

test('below a stand-in it is said that nothing was run, and why', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('/#/play/1');
  await expectScreen(page, 'node1-1', /root@node1/);
  await setPace(page, '10×');
  await typeLine(page, 'node1', `mkdir app; echo 'require("http").createServer((q, r) => r.end("ahoy 1")).listen(3000)' > app/server.js`);
  await typeLine(page, 'node1', `printf 'FROM node:20-alpine\\nWORKDIR /app\\nCOPY . .\\nCMD ["node", "server.js"]\\n' > app/Dockerfile`);
  await typeLine(page, 'node1', 'docker build -q -t app app && docker run -d -p 8080:3000 app');
  await page.getByRole('button', { name: /^Port 8080\/tcp of node1/ }).click({ timeout: 60_000 });
  const zone = page.getByRole('region', { name: 'Browser' });
  await expect(zone.frameLocator('iframe').frameLocator('iframe').getByText('ahoy 1')).toBeVisible({ timeout: 20_000 });
  const note = zone.getByRole('complementary', { name: 'Stand-in' });
  await expect(note).toContainText('/app/server.js is not run in this world');
  await expect(note).toContainText('was built without a way to run Node.js');
  await expect(note.getByRole('button')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).include('aside[aria-label="Stand-in"]').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(errors).toEqual([]);
});
