/** `ab` before and after scaling 1, 2, 4, 8: more containers of one thread serve more, until their node's cores are busy. */
import { expect, test } from '@playwright/test';
import { expectScreen, screenText, setPace, typeLine, watchErrors } from './_page';

test('ab reports twice as much for twice the containers, and no more once both cores are busy', async ({ page }) => {
  test.setTimeout(60_000);
  const errors = watchErrors(page);
  await page.goto('/#/play/5');
  await expectScreen(page, 'node1-1', /root@node1/);
  await typeLine(page, 'node1', 'docker service create -d --name web -p 8080:3000 --constraint node.hostname==node4 swarmgs/customer');
  await setPace(page, '10×');
  const perSecond: number[] = [];
  for (const replicas of [1, 2, 4, 8]) {
    await typeLine(page, 'node1', `docker service scale -d web=${replicas}`);
    await expect(page.getByRole('listitem', { name: new RegExp(`^web, replicated, swarmgs/customer:latest: ${replicas} of ${replicas}`) })).toBeVisible({ timeout: 30_000 });
    await typeLine(page, 'node2', `clear; ab -n 300 -c 24 http://node2:8080/customer/1; echo "that was $((${replicas} + 0)) at work"`);
    await expectScreen(page, 'node2-1', new RegExp(` 100% +\\d+ \\(longest request\\)\nthat was ${replicas} at work`), 30_000);
    const report = await screenText(page, 'node2-1');
    expect(report).toMatch(/Complete requests: {6}300\nFailed requests: {8}0\n/);
    perSecond.push(Number(/Requests per second: {4}([\d.]+) \[#\/sec\] \(mean\)/.exec(report)?.[1]));
  }
  const [one = 0, two = 0, four = 0, eight = 0] = perSecond;
  expect(one).toBeGreaterThan(85);
  expect(one).toBeLessThan(98);
  expect(two / one).toBeGreaterThan(1.9);
  // Two cores at 6 ms for a request are busy at 333 a second.
  expect(four).toBeGreaterThan(290);
  expect(eight).toBeGreaterThan(290);
  expect(eight).toBeLessThan(340);
  // The node says so itself while it is asked.
  await typeLine(page, 'node2', 'clear; ab -q -n 20000 -c 24 http://node2:8080/customer/1 > /dev/null &');
  await typeLine(page, 'node4', "clear; sleep 3; docker stats --no-stream --format '{{.CPUPerc}}' | tr -d % | awk '{ sum += $1 } END { print \"busy\", (sum > 170) }'");
  await expectScreen(page, 'node4-1', /busy 1/);
  expect(errors).toEqual([]);
});
