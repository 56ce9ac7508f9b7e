/** A tab that is killed in the middle of a word: the session comes back with the word, and is the same world. */
import { expect, test } from '@playwright/test';
import { expectScreen, pane, typeLine } from './_page';

test('a tab killed right after typing loses no key', async ({ page, context }) => {
  await page.goto('/#/play/1');
  await expectScreen(page, 'node1-1', /root@node1/);
  await typeLine(page, 'node1', 'docker swarm init');
  await expectScreen(page, 'node1-1', /Swarm initialized/);
  const address = page.url();
  // Long enough for a copy to be saved, so that what follows is in the journal alone.
  await page.waitForTimeout(2_000);
  await pane(page, 'node1-1').locator('.xterm-screen').click();
  await page.keyboard.type('echo nothing is los');
  await expectScreen(page, 'node1-1', /nothing is los$/m);
  await page.keyboard.type('t');
  await expectScreen(page, 'node1-1', /nothing is lost/);
  // The renderer dies: no page hides, nothing is written any more.
  const devtools = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();

  const again = await context.newPage();
  await again.goto(address);
  await expectScreen(again, 'node1-1', /echo nothing is lost/);
  await expect(again.getByText('came out differently')).toHaveCount(0);
  await pane(again, 'node1-1').locator('.xterm-screen').click();
  await again.keyboard.press('Enter');
  await expectScreen(again, 'node1-1', /^nothing is lost$/m);
});
