/** The show types what the solution says, waits as a person would, and ends where only its learner can go on. */
import { expect, test } from 'vitest';
import { parseGuide } from '../../lab/guide';
import type { Intent, WorldView } from '../../session/protocol';
import { ShowMe } from './show-me.svelte';
import type { ShowScene } from './show-me.svelte';

const guide = parseGuide(`---
title: T
summary: S
machines: [node1]
---
## One

\`\`\`bash on=node1 id=token save=TOKEN:"(SWMTKN-\\S+)"
docker swarm join-token -q worker
\`\`\`

\`\`\`bash on=node1 id=join
docker swarm join --token \${TOKEN} node1:2377
\`\`\`
`);

function stage(lines: string[], values: Record<string, string> = {}) {
  const done: string[] = [];
  const view = { nowMs: 0, settled: false, lab: { checks: [{ id: 'ok', state: 'open' }], variables: values } } as unknown as WorldView;
  let busy = 0;
  const scene: ShowScene = {
    guide: () => guide,
    view: () => view,
    lines: async () => lines,
    send: (intent: Intent) => void done.push(JSON.stringify(intent)),
    check: (id) => {
      done.push(`check ${id}`);
      (view.lab as unknown as { checks: { state: string }[] }).checks[0]!.state = 'passed';
    },
    type: async (machine, line, step) => {
      done.push(`${machine}$ ${line}${step === undefined ? '' : ` [${step}]`}`);
      busy = 3;
      return `${machine}-1`;
    },
    isBusy: () => busy-- > 0,
    notice: (text) => void done.push(text),
  };
  const show = new ShowMe(scene, async (ms) => {
    view.nowMs += ms;
    view.settled = view.nowMs > 5_000;
  });
  return { show, done, view };
}

const section = guide.sections[0]!;

test('commands, waits, faults and checks in their order, after the section is recorded', async () => {
  const { show, done, view } = stage(['node1$ docker ps', '@ settle', '@ 10s', '@ kill node1', '@ check ok', '@ quiz q a']);
  await show.play(section);
  expect(done).toEqual(['{"kind":"section.show","section":"one"}', 'node1$ docker ps', '{"kind":"machine.power","machine":"node1","action":"kill"}', 'check ok']);
  expect(view.nowMs).toBeGreaterThan(15_000);
  expect(show.running).toBe(false);
});

test('a block is filled with what was captured; without that the learner goes on', async () => {
  const known = stage(['@ run join'], { TOKEN: 'SWMTKN-1' });
  await known.show.play(section);
  expect(known.done).toContain('node1$ docker swarm join --token SWMTKN-1 node1:2377 [join]');
  const unknown = stage(['@ run join', 'node1$ docker ps']);
  await unknown.show.play(section);
  expect(unknown.done.at(-1)).toBe('The show ends here: the next step is yours.');
});

test('it stops when it is told to', async () => {
  const { show, done } = stage(['node1$ docker ps', 'node1$ docker info']);
  const playing = show.play(section);
  show.stop();
  await playing;
  expect(done.length).toBeLessThan(2);
});
