/** Labs that use the whole format, as they look: a learner's own numbers, predictions, steps to be ordered, a Windows machine. */
import { expect, test } from '@playwright/test';
import { expectScreen, watchErrors } from './_page';

test('a prediction holds its command closed, and the learner has words of their own', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('/#/lab/12-placement/for/ada');
  await expectScreen(page, 'm1-1', /root@m1/);
  const label = page.getByRole('button', { name: /^Run: docker node update --label-add disk=(ssd|nvme|flash) w1$/ });
  await expect(label).toBeEnabled();
  const takeOff = page.getByRole('button', { name: 'Run: docker node update --label-rm disk w1', exact: true });
  await expect(takeOff).toBeDisabled();
  await page.getByText('It is shut down, and a new one starts where the label is.').click();
  await expect(takeOff).toBeEnabled();
  expect(errors).toEqual([]);
});

test('steps are put into order', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('/#/lab/17-secrets');
  await expectScreen(page, 'node1-1', /root@node1/);
  await expect(page.getByText('Create the secret with the new password.')).toBeVisible();
  expect(errors).toEqual([]);
});

test('a Windows machine stands beside two others', async ({ page }) => {
  const errors = watchErrors(page);
  await page.goto('/#/lab/06-hybrid-build');
  await expectScreen(page, 'node1-1', /root@node1/);
  await page.getByRole('button', { name: 'Run: curl.exe -s http://localhost:8080', exact: true }).click();
  await expectScreen(page, 'win1-1', /PS C:\\> curl\.exe -s http:\/\/localhost:8080/);
  expect(errors).toEqual([]);
});
