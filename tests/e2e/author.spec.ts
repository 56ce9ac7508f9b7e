/** An author writes a lab in Chromium: the text at the left is played at the right, with every kind of block. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { expectScreen, watchErrors } from './_page';

const LAB = `---
title: Every block
summary: One of each.
minutes: 5
machines: [node1, node2]
---
## Begin

\`\`\`bash on=node1 id=init
docker swarm init --advertise-addr eth0
\`\`\`

:::hint{title="Stuck?" cost=1}
Click it.
:::

:::quiz{id=guess kind=predict before=run answer=b}
How many tasks?

- [ ] one
- [ ] as many as replicas
:::

\`\`\`bash on=node1 id=run
docker service create -d --name web --replicas {{?replicas}} nginx:1.27
\`\`\`

\`\`\`expect id=runs title="web runs three tasks" points=5
service web has 3 running replicas
\`\`\`

:::quiz{id=life kind=order points=2 cost=1}
What comes first?

1. pull
2. start
:::

:::diagram{of=service name=web}
:::

:::platform{os=windows}
Press the Windows key.
:::
:::platform{os=linux}
Press Super.
:::
`;

/** The draft is kept in the browser: that is how a test begins with its own. */
async function open(page: Page, text: string): Promise<void> {
  await page.addInitScript((draft) => localStorage.getItem('skep.author.guide') ?? localStorage.setItem('skep.author.guide', draft), text);
  await page.goto('/#/author');
  await expect(page.getByRole('region', { name: 'Guide text' }).getByRole('heading', { level: 1 })).toBeVisible({ timeout: 30_000 });
}

const zone = (page: Page, name: string) => page.getByRole('navigation', { name: 'Zones' }).getByRole('button', { name });

/** Replaces the text as an author does: all of it selected, then pasted. */
async function write(page: Page, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: '/guide.md on draft' });
  await editor.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

test('blanks, predictions, order, hints with a price, points and a diagram, as a learner meets them', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page, LAB);
  const guide = page.getByRole('region', { name: 'Guide text' });
  await expect(guide).toContainText('0 of 7 points');
  await expect(guide).toContainText('Press Super.');
  await guide.getByRole('combobox', { name: 'Your computer' }).selectOption('windows');
  await expect(guide).toContainText('Press the Windows key.');
  await guide.getByRole('button', { name: 'Run: docker swarm init --advertise-addr eth0' }).click();
  await expectScreen(page, 'node1-1', /Swarm initialized/);
  await zone(page, 'Guide').click();

  // The service waits for a prediction, then for its blank.
  const commands = guide.getByRole('figure', { name: 'Commands for node1' }).nth(1);
  await expect(commands).toContainText('waits for your prediction');
  await guide.getByRole('radio', { name: 'one' }).check({ force: true });
  await commands.getByRole('button', { name: /^Run: docker service create/ }).click();
  await expect(commands).toContainText('nothing is written in replicas yet');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await expectScreen(page, 'node1-1', /--replicas 3 nginx:1\.27\s+\w{25}\n/);
  await zone(page, 'Guide').click();
  await expect(guide.getByRole('group', { name: 'Prediction' })).toContainText('It came out differently.');
  await expect(guide.getByRole('group', { name: 'Check: web runs three tasks' })).toContainText(/passed/i, { timeout: 30_000 });
  await expect(guide.getByRole('figure', { name: 'Service web now' })).toContainText('web now: 3 of 3 tasks running');

  // Order by keyboard: wrong once, which costs a point, then right.
  const order = guide.getByRole('group', { name: 'Put into order' });
  await order.getByRole('button', { name: 'Answer' }).click();
  await expect(order).toContainText('Not quite.');
  await order.getByRole('button', { name: 'Move step 1 down' }).focus();
  await page.keyboard.press('ArrowDown');
  await order.getByRole('button', { name: 'Answer' }).click();
  await expect(order).toContainText('Right.');
  await expect(guide).toContainText('6 of 7 points');

  await guide.getByText('Stuck?').click();
  await expect(guide.getByText('Click it.')).toBeHidden();
  await guide.getByRole('button', { name: 'Open it for 1 point' }).click();
  await expect(guide.getByText('Click it.')).toBeVisible();
  await expect(guide).toContainText('5 of 7 points');
  expect(errors).toEqual([]);
});

test('writing: words change under the running machines, checks too, problems are marked, a check is generated and a solution recorded', async ({ page }) => {
  const errors = watchErrors(page);
  await open(page, LAB);
  const guide = page.getByRole('region', { name: 'Guide text' });
  await page.getByRole('button', { name: 'Record a solution' }).click();
  await guide.getByRole('button', { name: 'Run: docker swarm init --advertise-addr eth0' }).click();
  await expectScreen(page, 'node1-1', /Swarm initialized/);
  await page.getByRole('button', { name: 'Stop recording' }).click();
  await expect(page.getByRole('tab', { name: 'solution.txt' })).toHaveAttribute('aria-selected', 'true');
  await expect.poll(() => page.evaluate(() => localStorage.getItem('skep.author.solution'))).toMatch(/@ run init\n/);
  await page.getByRole('tab', { name: 'guide.md' }).click();

  await zone(page, 'Guide').click();
  await write(page, LAB.replace('## Begin', '## Begin here\n\nSome *more* words.'));
  await expect(guide).toContainText('Some more words.');
  await zone(page, 'Terminals').click();
  await expectScreen(page, 'node1-1', /Swarm initialized/);

  // Another check: the world is played again, and is as it was.
  await write(page, LAB.replace('3 running', '2 running'));
  await page.waitForTimeout(3_000);
  await zone(page, 'Terminals').click();
  await expectScreen(page, 'node1-1', /Swarm initialized/);

  await page.getByRole('button', { name: 'Generate a check' }).click();
  await expect(page.getByRole('checkbox', { name: 'swarm has 1 manager' })).toBeChecked();
  await page.getByRole('button', { name: 'Insert the check' }).click();
  await expect.poll(() => page.evaluate(() => localStorage.getItem('skep.author.guide'))).toMatch(/```expect id=built title="What was asked for is there"\nswarm has 1 manager\n/);

  await write(page, LAB.replace('points=5', 'pionts=5'));
  await expect(page.getByRole('list', { name: 'Problems of the lab' })).toContainText('an expect has no pionts=. Is it "points"?');
  // Monaco is Monaco's.
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).exclude('.monaco-editor').analyze();
  expect(violations).toEqual([]);
  expect(errors).toEqual([]);
});
