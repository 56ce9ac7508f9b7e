/** How the zones share the window: 80 columns wherever they fit, whatever the window was before; what a person dragged stays. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { expectScreen, screenText, typeLine, watchErrors } from './_page';

async function clusterWidth(page: Page): Promise<number> {
  return Math.round((await page.getByRole('region', { name: 'Cluster' }).boundingBox())?.width ?? 0);
}

test('a smaller window keeps 80 columns, and a dragged border is where it was left', async ({ page }) => {
  test.setTimeout(60_000);
  const errors = watchErrors(page);
  await page.goto('/#/play/hybrid');
  await expectScreen(page, 'node1-1', /root@node1/);
  const wide = await clusterWidth(page);
  // Through the phone's arrangement, which has no borders, and back.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole('navigation', { name: 'Zones' })).toBeVisible();
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect(page.getByRole('region', { name: 'Cluster' })).toBeVisible();
  await typeLine(page, 'node1', 'clear; stty size');
  await expectScreen(page, 'node1-1', /^\d+ \d+\n/);
  expect(Number(/^\d+ (\d+)/.exec(await screenText(page, 'node1-1'))?.[1])).toBeGreaterThanOrEqual(80);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(() => clusterWidth(page)).toBe(wide);

  const border = await page.getByLabel('Resize the cluster').boundingBox();
  if (!border) throw new Error('there is no border to drag');
  await page.mouse.move(border.x + 3, 400);
  await page.mouse.down();
  await page.mouse.move(border.x - 97, 400, { steps: 5 });
  await page.mouse.up();
  await expect.poll(() => clusterWidth(page)).toBeGreaterThan(wide + 80);
  const dragged = await clusterWidth(page);
  await expect(page.getByText('saved', { exact: true })).toBeVisible();
  await page.reload();
  await expectScreen(page, 'node1-1', /root@node1/);
  await expect.poll(async () => Math.abs((await clusterWidth(page)) - dragged)).toBeLessThan(4);
  expect(errors).toEqual([]);
});
