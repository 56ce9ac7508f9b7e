/** The playground: two terminals at work while a service scales, the map following; faults; a flood; a damaged session. */
import { expect, test } from '@playwright/test';
import { expectScreen, pane, screenText, typeLine, watchErrors } from './_page';

test('typing at two terminals while a service scales, and the map follows', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('/#/play/5');
  await expectScreen(page, 'node1-1', /root@node1/);
  await typeLine(page, 'node1', 'docker service create -d --name web --replicas 2 -p 8080:80 nginx');
  await expect(page.getByRole('button', { name: /^web\.\d of nginx:latest, running/ })).toHaveCount(2, { timeout: 30_000 });

  await typeLine(page, 'node1', 'docker service scale web=9');
  await page.getByRole('tab', { name: 'node2', exact: true }).click();
  await pane(page, 'node2-1').locator('.xterm-screen').click();
  await page.keyboard.type('echo typed while scaling; docker service ls --format "{{.Name}} {{.Replicas}}"');
  await page.keyboard.press('Enter');
  await expectScreen(page, 'node2-1', /\ntyped while scaling\nweb \d\/9/);
  await expect(page.getByRole('button', { name: /^web\.\d of nginx:latest, running/ })).toHaveCount(9, { timeout: 30_000 });
  await expect(page.getByRole('listitem', { name: /^web, replicated, nginx:latest: 9 of 9/ })).toBeVisible();
  await page.getByRole('tab', { name: 'node1', exact: true }).click();
  await expectScreen(page, 'node1-1', /converged/);

  // Power cut: the card says so, and the tasks come back elsewhere.
  await page.getByRole('button', { name: 'Faults' }).click();
  await page.getByRole('button', { name: 'Cut the power of node5' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Pace:/ }).click();
  await page.getByRole('menuitemradio', { name: '10×' }).click();
  await expect(page.locator('[data-machine="node5"]').first()).toContainText(/off|down/i, { timeout: 20_000 });
  await typeLine(page, 'node1', "docker node ls --format '{{.Hostname}} {{.Status}}' | grep node5");
  await expectScreen(page, 'node1-1', /node5 (Down|Ready)/);
  expect(errors).toEqual([]);
});

test('an endless loop and a flood of output leave the page alive, and Ctrl-C ends them', async ({ page }) => {
  await page.goto('/#/play/1');
  await expectScreen(page, 'node1-1', /root@node1/);
  for (const line of ['while true; do :; done', 'yes', 'cat /dev/urandom | base64']) {
    await typeLine(page, 'node1', line);
    await page.waitForTimeout(1_500);
    await page.keyboard.press('Control+c');
    await page.keyboard.type('echo back $((6*7))');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await screenText(page, 'node1-1')).trimEnd().split('\n').slice(-2).join('|'), { timeout: 15_000 }).toMatch(/back 42\|root@node1/);
  }
});

test('a damaged saved session is refused with its reason and can be exported; the rest still loads', async ({ page }) => {
  await page.goto('/#/play/1');
  await expectScreen(page, 'node1-1', /root@node1/);
  await typeLine(page, 'node1', 'echo something to keep');
  await expectScreen(page, 'node1-1', /\nsomething to keep/);
  // Sessions are written some moments after the last key.
  await page.waitForTimeout(4_000);
  await expect(page.getByText('saved', { exact: true })).toBeVisible({ timeout: 15_000 });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Your sessions' })).toBeVisible();
  await page.getByRole('button', { name: 'Import a session' }).click();
  await page.getByLabel('Session file').setInputFiles({ name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('{"format":"skep-session-1","start":42}') });
  await expect(page.getByText(/not a session|damaged|cannot be/i).first()).toBeVisible();
  await page.getByRole('link', { name: /One machine/ }).first().click();
  await expectScreen(page, 'node1-1', /root@node1/);
});
